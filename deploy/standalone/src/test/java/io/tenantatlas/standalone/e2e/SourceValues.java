package io.tenantatlas.standalone.e2e;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Random values for the source's columns, as SQL literals, from a seed. For one thread. */
final class SourceValues {

  /** Few, so that the counts of values never seen before go beyond one. */
  private static final int UNSEEN = 5;

  private static final List<String> REPORTS =
      List.of(
          "{\"ok\": true}",
          "{\"score\": 1.10, \"huge\": 12345678901234567890.1234567890, \"zero\": 0.0, \"whole\": 3}",
          "{\"checks\": [{\"key\": \"consent\", \"evidence\": [null, [], {}]}, {\"text\": \"ünï 😀 \\\"q\\\"\"}]}",
          "[1, 2.50]",
          "\"only text\"",
          "7.0",
          "false",
          "null");

  /** What is no run's id, or only just is one. {@code ٧} is a digit, but not one of JSON's. */
  private static final List<String> REFERENCES =
      List.of(
          "null",
          "\"\"",
          "\"abc\"",
          "\" 7\"",
          "\"-7\"",
          "-7",
          "1.5",
          "true",
          "[7]",
          "{\"id\": 7}",
          "99999999999999999999",
          "\"99999999999999999999\"",
          "\"٧\"",
          "\"7x\"");

  private final RandomGenerator random;
  private final boolean nulls;
  private final List<String> unseen;

  /**
   * @param nulls whether the source is one of {@link NullableStatuses}
   */
  SourceValues(RandomGenerator random, boolean nulls) {
    this.random = random;
    this.nulls = nulls;
    // The same for all writers, so that they count the same values.
    Random shared = new Random(4711);
    this.unseen = Stream.generate(() -> RawValues.unseen(shared)).limit(UNSEEN).toList();
  }

  String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A value of a badge domain: mostly known. */
  String status(String domain) {
    return switch (random.nextInt(20)) {
      case 0 -> nulls ? "null" : "''";
      case 1, 2 -> RawValues.quoted(pick(unseen));
      case 3 -> RawValues.quoted(RawValues.unseen(random));
      default -> RawValues.quoted(RawValues.known(random, domain));
    };
  }

  String bool() {
    return nulls && oneIn(6) ? "null" : Boolean.toString(random.nextBoolean());
  }

  /**
   * The context of a run: with a report or without, sometimes large as a whole or in its report.
   */
  String context() {
    String context =
        switch (random.nextInt(12)) {
          case 0 -> "[]";
          case 1 ->
              "{\"verification_report\": {\"large\": \"%s\", \"n\": 1.10}}".formatted(large());
          case 2 ->
              "{\"large\": \"%s\", \"verification_report\": %s}".formatted(large(), pick(REPORTS));
          case 3, 4, 5, 6, 7 -> "{\"a\": 1, \"verification_report\": %s}".formatted(pick(REPORTS));
          default -> "{\"a\": {\"verification_report\": 1}}";
        };
    return RawValues.quoted(context);
  }

  /** The state of an onboarding session: mostly with the id of a run up to {@code ids}. */
  String state(int ids) {
    int run = 1 + random.nextInt(ids);
    String reference =
        switch (random.nextInt(12)) {
          case 0 -> pick(REFERENCES);
          case 1, 2, 3 -> "\"" + run + "\"";
          case 4 -> Integer.toString(run + ids);
          default -> Integer.toString(run);
        };
    String state =
        switch (random.nextInt(10)) {
          case 0 -> "{}";
          case 1 -> "[%s]".formatted(reference);
          case 2, 3 ->
              "{\"verification_operation_run_id\": %s, \"large\": \"%s\"}"
                  .formatted(reference, large());
          default -> "{\"step\": 2, \"verification_operation_run_id\": %s}".formatted(reference);
        };
    return RawValues.quoted(state);
  }

  /** So large, and so random, that PostgreSQL stores it out of line (TOAST). */
  String large() {
    StringBuilder text = new StringBuilder();
    while (text.length() < 9000) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return text.toString();
  }

  String maybeAt() {
    return oneIn(4) ? "null" : at();
  }

  /** Whether external ids may be of any length. */
  boolean longTexts() {
    return nulls;
  }

  /** Null now and then, where the schema allows it. */
  String orNull(String value) {
    return nulls && oneIn(15) ? "null" : value;
  }

  /** Often near the edges of the windows, often the same, seldom in the future. */
  String at() {
    LocalDateTime now = LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC);
    LocalDateTime at =
        switch (random.nextInt(7)) {
          case 0 -> now.minusDays(7).plusSeconds(random.nextInt(120) - 60);
          case 1 -> now.minusDays(30).plusSeconds(random.nextInt(120) - 60);
          case 2 -> now.minusDays(random.nextInt(60));
          case 3 -> now.plusSeconds(random.nextInt(60));
          default -> now.minusSeconds(random.nextInt(200_000));
        };
    LocalDateTime exact = at.plus(random.nextInt(1_000_000), ChronoUnit.MICROS);
    ChronoUnit precision = oneIn(6) ? ChronoUnit.DAYS : ChronoUnit.MICROS;
    return "'" + exact.truncatedTo(precision) + "'";
  }
}
