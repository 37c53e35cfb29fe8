package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@link ChangeDecoder} says of every record what {@link TreeChangeDecoder} says: random records
 * whose members are dropped, doubled, in another order or of another type, and cut or spoilt bytes.
 */
class TreeChangeDecoderTest {

  private static final long SEED = Long.getLong("decoder.seed", System.nanoTime());
  private static final int COUNT = 60_000;

  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "-1",
          "42",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "7.5",
          "1.0",
          "1e3",
          "1e400",
          "1e",
          "01",
          "NaN",
          "9".repeat(1000),
          "9".repeat(1001),
          "0." + "9".repeat(999),
          "0." + "9".repeat(1001),
          "\"\"",
          "\"c\"",
          "\"d\"",
          "\"t\"",
          "\"findings\"",
          "\"tenants\"",
          "\"progress\"",
          "\"0/16B3748\"",
          "\"7351234567890123456/1\"",
          "\"2026-03-01T12:00:00Z\"",
          "\"2026-02-29T12:00:00.5Z\"",
          "\"0000-12-31T23:59:59Z\"",
          "\"9999-12-31T23:59:59.9999999Z\"",
          "\"2026-03-01T24:00:00Z\"",
          "\"\\u0000\\ud800 \\x\"",
          "\"\\u0000\\ud800 ü😀\"",
          "\"new\nline\"",
          "\"{\\\"verification_report\\\":[1,{}],\\\"verification_operation_run_id\\\":\\\"7\\\"}\"",
          "[]",
          "[\"status\",\"context\",\"name\"]",
          "[\"status\",null]",
          "[\"status\",[\"name\"]]",
          "[1,{\"id\":7}]",
          "{}",
          "{\"id\":7}",
          "{\"id\":7,\"id\":8,\"table\":\"findings\",\"status\":{\"id\":9}}",
          "{\"table\":\"tenants\"}",
          "[".repeat(498) + "]".repeat(498),
          "[".repeat(499) + "]".repeat(499),
          "[".repeat(500) + "]".repeat(500),
          "{\"a\":".repeat(499) + "1" + "}".repeat(499));

  private static final List<String> NAMES =
      List.of(
          "before",
          "after",
          "source",
          "op",
          "unchanged",
          "mark",
          "lsn",
          "at_ms",
          "generation",
          "expected_rows",
          "history",
          "table",
          "id",
          "tenant_id",
          "status",
          "name",
          "context",
          "other");

  private final ChangeDecoder decoder = new ChangeDecoder();
  private final TreeChangeDecoder oracle = new TreeChangeDecoder();
  private final Random random = new Random(SEED);
  private final Map<String, Integer> outcomes = new HashMap<>();

  @Test
  void randomRecordsSayTheSameAsTheirTrees() {
    for (int i = 0; i < COUNT; i++) {
      byte[] bytes = (random.nextInt(4) == 0 ? mark() : envelope()).getBytes(UTF_8);
      byte[] record = random.nextInt(5) == 0 ? spoilt(bytes) : bytes;
      compare(null, record);
      compare(record, null);
    }
    assertThat(outcomes).containsKeys("a record", "not JSON").hasSizeGreaterThan(30);
  }

  private void compare(byte @Nullable [] key, byte @Nullable [] value) {
    String text = new String(value == null ? (key == null ? new byte[0] : key) : value, UTF_8);
    Object expected = said(() -> oracle.decode(key, value));
    assertThat(said(() -> decoder.decode(key, value)))
        .as("seed %d: %s", SEED, text)
        .isEqualTo(expected);
    outcomes.merge(expected instanceof String reason ? reason : "a record", 1, Integer::sum);
  }

  /** The record, or the reason why there is none. */
  private static Object said(Decoding decoding) {
    try {
      return decoding.decode();
    } catch (MalformedRecordException e) {
      return e.reason();
    }
  }

  /** One decoder's. */
  private interface Decoding {
    Object decode() throws MalformedRecordException;
  }

  private String envelope() {
    SourceTable table = one(List.of(SourceTable.values()));
    List<String> members = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      members.add(member("unchanged", "[\"context\",\"status\",\"meta_jsonb\"]"));
    }
    members.add(member("before", random.nextInt(2) == 0 ? "null" : row(table)));
    members.add(member("after", row(table)));
    members.add(
        member("source", object(List.of("\"lsn\":9", member("table", quoted(table.tableName()))))));
    members.add(member("op", quoted(one(List.of("c", "u", "r", "d", "t")))));
    members.add("\"ts_ms\":1764295200223");
    return object(members);
  }

  private String mark() {
    List<String> kinds = List.of(Marks.PROGRESS, Marks.SNAPSHOT_STARTED, Marks.SNAPSHOT_COMPLETED);
    return object(
        List.of(
            member("mark", quoted(one(kinds))),
            member("lsn", "\"0/16B3748\""),
            member("at_ms", "1764295200223"),
            member("generation", "3"),
            member("expected_rows", "1000"),
            member("history", "\"7351234567890123456/1\"")));
  }

  private String row(SourceTable table) {
    List<String> members = new ArrayList<>(List.of(member("id", "7")));
    for (Column column : table.columns()) {
      members.add(member(column.name(), random.nextInt(5) == 0 ? "null" : value(column.type())));
    }
    return object(members);
  }

  private static String value(Column.Type type) {
    return switch (type) {
      case INTEGER -> "42";
      case BOOLEAN -> "true";
      case INSTANT -> "\"2026-03-01T12:00:00.123456Z\"";
      case TEXT -> "\"completed\"";
      case JSON ->
          "\"{\\\"verification_report\\\":[1],\\\"verification_operation_run_id\\\":7,\\\"roleScopeTagIds\\\":[\\\"0\\\"]}\"";
    };
  }

  /** Now and then with another value. */
  private String member(String name, String value) {
    return quoted(name) + ":" + (random.nextInt(60) == 0 ? one(ODD) : value);
  }

  /** Now and then without a member, with one of these twice, with another one, or in any order. */
  private String object(List<String> members) {
    List<String> changed = new ArrayList<>(members);
    if (random.nextInt(8) == 0) {
      changed.remove(random.nextInt(changed.size()));
    }
    if (random.nextInt(8) == 0) {
      changed.add(random.nextInt(changed.size() + 1), quoted(one(NAMES)) + ":" + one(ODD));
    }
    if (random.nextInt(8) == 0) {
      changed.add(one(members));
    }
    if (random.nextInt(3) == 0) {
      Collections.shuffle(changed, random);
    }
    String comma = random.nextInt(4) == 0 ? " ,\n" : ",";
    return changed.stream().collect(Collectors.joining(comma, "{", "}"));
  }

  private byte[] spoilt(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    byte[] other = bytes.clone();
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        other[at] = (byte) random.nextInt(256);
        yield other;
      }
      case 2 -> {
        System.arraycopy(bytes, at, other, 0, bytes.length - at);
        yield other;
      }
      default -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) " {}]x0,".charAt(random.nextInt(7));
        yield longer;
      }
    };
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
