package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Any bytes give a record or an error that says nothing of their content: random bytes, valid
 * records with random bytes changed, and valid records with random JSON in some of their places.
 */
class ChangeDecoderFuzzTest {

  private static final int COUNT = 20_000;
  private static final String SECRET = "s3cr3t";

  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "7.5",
          "1e400",
          "123456789012345678901234567890",
          "\"\"",
          "\"s3cr3t\"",
          "\"__debezium_unavailable_value\"",
          "\"2026-03-01T12:00:00Z\"",
          "\"+10000-01-01T00:00:00Z\"",
          "\"\\u0000\\ud800\"",
          "[]",
          "[\"s3cr3t\"]",
          "{}",
          "{\"id\":\"s3cr3t\"}",
          "{\"table\":\"s3cr3t\"}",
          "\"{}\"",
          "\"[1\"",
          "\"{\\\"verification_report\\\":s3cr3t}\"",
          "\"{\\\"verification_report\\\":[null]}\"",
          "\"{\\\"verification_operation_run_id\\\":1e400}\"",
          "\"{\\\"verification_operation_run_id\\\":\\\"s3cr3t\\\"}\"");

  private final ChangeDecoder decoder = new ChangeDecoder();
  private final Random random = new Random(20260301);
  private final List<String> valid = valid();

  private int records;
  private int errors;

  @Test
  void randomBytesAreErrors() {
    for (int i = 0; i < COUNT; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      decode(bytes);
    }
    assertThat(errors).isEqualTo(2 * COUNT);
  }

  @Test
  void changedBytesGiveARecordOrAnError() {
    for (int i = 0; i < COUNT; i++) {
      byte[] bytes = one(valid).getBytes(UTF_8);
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        bytes = changed(bytes);
      }
      decode(bytes);
    }
    assertThat(records).isPositive();
    assertThat(errors).isPositive();
  }

  private byte[] changed(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int length = random.nextInt(bytes.length - at);
    return switch (random.nextInt(4)) {
      case 0 -> {
        byte[] other = bytes.clone();
        other[at] = (byte) random.nextInt(256);
        yield other;
      }
      case 1 -> Arrays.copyOf(bytes, at);
      case 2 -> concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
      default ->
          concat(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
    };
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  @Test
  void otherJsonInAnyPlaceGivesARecordOrAnError() {
    for (int i = 0; i < COUNT; i++) {
      String record = one(valid);
      int changes = 1 + random.nextInt(3);
      for (int change = 0; change < changes; change++) {
        record = withOtherValue(record);
      }
      decode(record.getBytes(UTF_8));
    }
    assertThat(records).isPositive();
    assertThat(errors).isPositive();
  }

  /** Puts random JSON in the place of one member's value, as far as the next comma or brace. */
  private String withOtherValue(String record) {
    List<Integer> colons = new ArrayList<>();
    for (int i = record.indexOf("\":"); i >= 0; i = record.indexOf("\":", i + 1)) {
      colons.add(i + 2);
    }
    if (colons.isEmpty()) {
      return record;
    }
    int from = one(colons);
    int to = from;
    while (to < record.length() && record.charAt(to) != ',' && record.charAt(to) != '}') {
      to++;
    }
    return record.substring(0, from) + one(JSON) + record.substring(to);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Decodes the bytes as a value and as a tombstone's key. */
  private void decode(byte[] bytes) {
    decode(null, bytes);
    decode(bytes, null);
  }

  private void decode(byte @Nullable [] key, byte @Nullable [] value) {
    try {
      assertThat(decoder.decode(key, value)).isNotNull();
      records++;
    } catch (MalformedRecordException e) {
      errors++;
      assertThat(e).hasNoCause();
      assertThat(e.reason()).isNotBlank().hasSizeLessThan(200).doesNotContain(SECRET);
    } catch (RuntimeException e) {
      byte[] bytes = value == null ? key : value;
      String text = bytes == null ? "" : new String(bytes, ISO_8859_1);
      throw new AssertionError("neither a record nor an error: " + text, e);
    }
  }

  private static List<String> valid() {
    List<String> valid = new ArrayList<>();
    for (SourceTable table : SourceTable.values()) {
      String row = row(table);
      String source = "\"source\":{\"table\":\"%s\",\"lsn\":1}".formatted(table.tableName());
      valid.add(
          "{\"before\":null,\"after\":%s,%s,\"op\":\"u\",\"ts_ms\":1}".formatted(row, source));
      valid.add(
          "{\"before\":%s,\"after\":null,%s,\"op\":\"d\",\"ts_ms\":1}".formatted(row, source));
      valid.add("{\"before\":null,\"after\":null,%s,\"op\":\"t\",\"ts_ms\":1}".formatted(source));
      valid.add("{\"table\":\"%s\",\"id\":7}".formatted(table.tableName()));
    }
    Instant at = Instant.parse("2026-03-01T12:00:00Z");
    SourcePosition position = new SourcePosition(99);
    valid.add(
        new String(
            Marks.json(new LogRecord.ProgressMark(position, at, SourceHistory.UNKNOWN)), UTF_8));
    valid.add(
        new String(Marks.json(new LogRecord.SnapshotStarted(1, 2, SourceHistory.UNKNOWN)), UTF_8));
    valid.add(
        new String(
            Marks.json(new LogRecord.SnapshotCompleted(1, position, at, SourceHistory.UNKNOWN)),
            UTF_8));
    return valid;
  }

  private static String row(SourceTable table) {
    return table.columns().stream()
        .map(column -> "\"%s\":%s".formatted(column.name(), value(column.type())))
        .collect(Collectors.joining(",", "{\"id\":7,", "}"));
  }

  private static String value(Column.Type type) {
    return switch (type) {
      case INTEGER -> "42";
      case BOOLEAN -> "true";
      case INSTANT -> "\"2026-03-01T12:00:00Z\"";
      case TEXT -> "\"s3cr3t\"";
      case JSON ->
          "\"{\\\"verification_report\\\":[\\\"s3cr3t\\\"],\\\"verification_operation_run_id\\\":7}\"";
    };
  }
}
