package io.tenantatlas.projector.capture;

import static io.tenantatlas.projector.change.RowFixture.sent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the records of the change log say. */
class ChangeDecoderTest {

  private static final String SECRET = "s3cr3t";

  private final ChangeDecoder decoder = new ChangeDecoder();

  @ParameterizedTest
  @ValueSource(strings = {"c", "u", "r"})
  void anInsertAnUpdateAndASnapshotsReadAreUpserts(String op) throws Exception {
    String value =
        """
        {"before":null,
         "after":{"id":7,"tenant_id":42,"status":"failed","safety_stop_triggered":true,
                  "started_at":"2026-03-01T12:00:00Z","finished_at":null,
                  "created_at":"2026-03-01T11:59:59.123456Z"},
         "source":{"version":"3.6.1.Final","table":"entra_group_sync_runs","lsn":9},
         "transaction":null,"op":"%s","ts_ms":1}
        """
            .formatted(op);
    assertThat(decode(value))
        .isEqualTo(
            new LogRecord.Upsert(
                sent(
                    SourceTable.ENTRA_GROUP_SYNC_RUNS,
                    7,
                    "tenant_id",
                    42L,
                    "status",
                    "failed",
                    "safety_stop_triggered",
                    true,
                    "started_at",
                    Instant.parse("2026-03-01T12:00:00Z"),
                    "finished_at",
                    null,
                    "created_at",
                    Instant.parse("2026-03-01T11:59:59.123456Z"))));
  }

  @Test
  void aDeletionSaysWhichRowIsGone() throws Exception {
    String value =
        """
        {"before":{"id":7,"status":null},"after":null,"source":{"table":"findings"},"op":"d"}
        """;
    assertThat(decode(value)).isEqualTo(new LogRecord.Delete(new RowKey(SourceTable.FINDINGS, 7)));
  }

  @Test
  void aTruncationSaysWhichTableIsEmpty() throws Exception {
    assertThat(decode("{\"source\":{\"table\":\"restore_runs\"},\"op\":\"t\"}"))
        .isEqualTo(new LogRecord.Truncate(SourceTable.RESTORE_RUNS));
  }

  @Test
  void aTombstoneSaysThatTheKeysRowIsGone() throws Exception {
    RowKey key = new RowKey(SourceTable.TENANTS, Long.MAX_VALUE);
    assertThat(decoder.decode(LogKeys.row(key), null)).isEqualTo(new LogRecord.Delete(key));
    assertThat(decoder.decode(LogKeys.rowWithoutLargeValues(key), null))
        .isEqualTo(new LogRecord.Delete(key));
  }

  @Test
  void theKeyDoesNotMatterWhereThereIsAValue() throws Exception {
    byte[] value = "{\"source\":{\"table\":\"findings\"},\"op\":\"t\"}".getBytes(UTF_8);
    LogRecord truncate = new LogRecord.Truncate(SourceTable.FINDINGS);
    assertThat(decoder.decode(null, value)).isEqualTo(truncate);
    assertThat(decoder.decode(new byte[] {'?'}, value)).isEqualTo(truncate);
  }

  @Test
  void whatIsNullIsThereWithNullAndWhatIsAbsentToo() throws Exception {
    RowImage row = upserted(SourceTable.OPERATION_RUNS, "{\"id\":7,\"tenant_id\":null}");
    assertThat(row.values())
        .containsOnlyKeys(
            SourceTable.OPERATION_RUNS.keptColumns().stream().map(Column.Kept::name).toList());
    assertThat(row.values().values()).containsOnlyNulls();
    assertThat(row.tenantId()).isNull();
  }

  @Test
  void aLargeValueThatDidNotChangeIsLeftOut() throws Exception {
    RowImage row =
        unchanged(
            """
            {"id":7,"type":"__debezium_unavailable_value","context":"__debezium_unavailable_value",
             "status":"running","outcome":null}
            """,
            "type",
            "context");
    assertThat(row.values())
        .doesNotContainKeys("type", "context.verification_report")
        .containsEntry("status", "running")
        .containsEntry("outcome", null);
  }

  @Test
  void aValueThatIsJustTheStandInIsAValue() throws Exception {
    RowImage row =
        unchanged(
            """
            {"id":7,"type":"__debezium_unavailable_value","context":"__debezium_unavailable_value"}
            """,
            "context");
    assertThat(row.text("type")).isEqualTo("__debezium_unavailable_value");
    assertThat(row.values()).doesNotContainKey("context.verification_report");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "7", "\"type\"", "[7]", "[null]"})
  void whatIsUnchangedMustBeNamesOfColumns(String names) {
    String value =
        envelope(SourceTable.OPERATION_RUNS, "{\"id\":7}")
            .replaceFirst("\\{", "{\"unchanged\":" + names + ",");
    assertThat(reason(value)).startsWith("unchanged: expected");
  }

  /** A run that came without these columns' values. */
  private RowImage unchanged(String after, String... columns) throws MalformedRecordException {
    String value =
        envelope(SourceTable.OPERATION_RUNS, after)
            .replaceFirst("\\{", "{\"unchanged\":[\"" + String.join("\",\"", columns) + "\"],");
    return ((LogRecord.Upsert) decoder.decode(null, value.getBytes(UTF_8))).row();
  }

  @Test
  void ofJsonOnlyTheKeptMembersAreRead() throws Exception {
    RowImage run =
        upserted(
            SourceTable.OPERATION_RUNS,
            """
            {"id":7,"context":"{\\"a\\": 1, \\"verification_report\\": {\\"n\\": 1.10}}",
             "summary_counts":"{}","failure_summary":"not even JSON"}
            """);
    assertThat(run.text("context.verification_report")).isEqualTo("{\"n\": 1.10}");
    assertThat(run.values()).doesNotContainKeys("context", "summary_counts", "failure_summary");
    RowImage session =
        upserted(
            SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS,
            "{\"id\":7,\"state\":\"{\\\"verification_operation_run_id\\\": \\\"12\\\"}\"}");
    assertThat(session.integer("state.verification_operation_run_id")).isEqualTo(12);
  }

  @Test
  void aKeptMemberOfAnUnchangedLargeValueIsTakenFromTheEarlierImage() throws Exception {
    RowImage before =
        upserted(
                SourceTable.OPERATION_RUNS,
                "{\"id\":7,\"context\":\"{\\\"verification_report\\\":[1]}\"}")
            .keptOver(null);
    RowImage unchanged =
        unchanged(
            "{\"id\":7,\"status\":\"completed\",\"context\":\"__debezium_unavailable_value\"}",
            "context");
    RowImage without = upserted(SourceTable.OPERATION_RUNS, "{\"id\":7,\"context\":\"{}\"}");
    assertThat(unchanged.keptOver(before).text("context.verification_report")).isEqualTo("[1]");
    assertThat(unchanged.keptOver(before).text("status")).isEqualTo("completed");
    assertThat(without.keptOver(before).text("context.verification_report")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{s3cr3t", "", "{} s3cr3t"})
  void malformedJsonInAColumnOfWhichSomethingIsKeptIsAnErrorThatNamesTableIdAndColumn(String json) {
    String value =
        envelope(SourceTable.OPERATION_RUNS, "{\"id\":7,\"context\":\"%s\"}".formatted(json));
    assertThat(reason(value))
        .isEqualTo(
            "operation_runs id 7: context: expected JSON, at most 400 levels deep and without a"
                + " number of more than 1000 digits");
  }

  @Test
  void aTextThatOnlyContainsTheStandInIsAText() throws Exception {
    RowImage row = upserted(SourceTable.TENANTS, "{\"id\":7,\"name\":\"__debezium_unavailable_\"}");
    assertThat(row.text("name")).isEqualTo("__debezium_unavailable_");
  }

  @Test
  void columnsThatAreNotUsedDoNotMatter() throws Exception {
    RowImage row = upserted(SourceTable.TENANTS, "{\"id\":7,\"metadata\":[1,{\"a\":[]}]}");
    assertThat(row.values()).doesNotContainKey("metadata");
  }

  @Test
  void numbersAreReadToTheirLastDigit() throws Exception {
    RowImage row =
        upserted(
            SourceTable.TENANTS,
            "{\"id\":-9223372036854775808,\"workspace_id\":9223372036854775807}");
    assertThat(row.key().id()).isEqualTo(Long.MIN_VALUE);
    assertThat(row.integer("workspace_id")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void textIsReadAsItIs() throws Exception {
    RowImage row =
        upserted(
            SourceTable.TENANTS, "{\"id\":1,\"name\":\"Zürich \\u00e9\\ud83d\\ude00 \\n\\\"\"}");
    assertThat(row.text("name")).isEqualTo("Zürich é😀 \n\"");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z,             2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00.5Z,           2026-03-01T12:00:00.500Z",
    "2026-03-01T12:00:00.123456Z,      2026-03-01T12:00:00.123456Z",
    "2026-03-01T12:00:00.123456+01:00, 2026-03-01T11:00:00.123456Z",
    "0001-01-01T00:00:00Z,             0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z,      9999-12-31T23:59:59.999999Z",
  })
  void instantsAreReadToTheMicrosecond(String text, Instant instant) throws Exception {
    assertThat(upserted(SourceTable.TENANTS, created(text)).instant("created_at"))
        .isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+10000-01-01T00:00:00Z",
        "+292278994-08-16T23:00:00Z",
        "0000-12-31T23:59:59Z",
        "-0001-01-01T00:00:00Z",
        "-290308-12-21T19:59:27Z",
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59-01:00",
        "0001-01-01T00:00:00+01:00",
        "2026-03-01T12:00:00",
        "2026-02-30T12:00:00Z",
        "2026-03-01",
        "infinity",
        "1772366400000",
        "",
        "s3cr3t",
      })
  void anyOtherInstantIsAnErrorThatDoesNotRepeatIt(String text) {
    String value = envelope(SourceTable.TENANTS, created(text));
    assertThat(reason(value))
        .isEqualTo("tenants id 7: created_at: expected an ISO 8601 instant of the years 1 to 9999");
  }

  @ParameterizedTest
  @EnumSource(SourceTable.class)
  void aValueOfAnotherTypeIsAnErrorThatNamesTableIdAndColumn(SourceTable table) {
    for (Column column : table.columns()) {
      for (String wrong : wrong(column.type())) {
        String value = envelope(table, "{\"id\":7,\"%s\":%s}".formatted(column.name(), wrong));
        assertThat(reason(value))
            .startsWith("%s id 7: %s: expected ".formatted(table.tableName(), column.name()))
            .doesNotContain(SECRET);
      }
    }
  }

  private static List<String> wrong(Column.Type type) {
    return switch (type) {
      case INTEGER ->
          List.of("\"s3cr3t\"", "\"1\"", "1.5", "1.0", "1e3", "9223372036854775808", "true", "[]");
      case BOOLEAN -> List.of("\"s3cr3t\"", "\"true\"", "0", "1", "{}");
      case INSTANT -> List.of("\"s3cr3t\"", "1772366400000", "true", "[2026,3,1]");
      case TEXT, JSON -> List.of("1", "true", "{\"s3cr3t\":\"s3cr3t\"}", "[\"s3cr3t\"]");
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"s3cr3t\"", "1.5", "9223372036854775808", "{}", "true"})
  void aRowWithoutAWholeNumberAsIdIsAnError(String id) {
    String row = "{\"id\":%s,\"name\":\"s3cr3t\"}".formatted(id);
    assertThat(reason(envelope(SourceTable.TENANTS, row)))
        .isEqualTo("tenants: id: expected a whole number");
    assertThat(
            reason(
                "{\"before\":%s,\"source\":{\"table\":\"tenants\"},\"op\":\"d\"}".formatted(row)))
        .isEqualTo("tenants: id: expected a whole number");
    assertThat(reasonOfKey("{\"table\":\"tenants\",\"id\":%s}".formatted(id)))
        .isEqualTo("tenants: id: expected a whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"s3cr3t\"", "[{\"id\":1}]", "1"})
  void aChangeWithoutItsRowIsAnError(String row) {
    assertThat(reason(envelope(SourceTable.TENANTS, row)))
        .isEqualTo("tenants: after: expected an object");
    assertThat(
            reason(
                "{\"before\":%s,\"source\":{\"table\":\"tenants\"},\"op\":\"d\"}".formatted(row)))
        .isEqualTo("tenants: id: expected a whole number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {}                                               | source.table: expected a string
          {"source":null,"op":"c"}                         | source.table: expected a string
          {"source":["s3cr3t"],"op":"c"}                   | source.table: expected a string
          {"source":{"table":1},"op":"c"}                  | source.table: expected a string
          {"source":{"table":"s3cr3t"},"op":"c"}           | source.table: not a captured table
          {"source":{"table":"TENANTS"},"op":"c"}          | source.table: not a captured table
          {"source":{"table":"tenants"}}                   | tenants: op: expected a string
          {"source":{"table":"tenants"},"op":1}            | tenants: op: expected a string
          {"source":{"table":"tenants"},"op":"s3cr3t"}     | tenants: op: expected one of c, u, r, d, t
          {"source":{"table":"tenants"},"op":"m"}          | tenants: op: expected one of c, u, r, d, t
          {"mark":null}                                    | mark: expected a string
          {"mark":"s3cr3t"}                                | mark: unknown kind
          {"mark":"progress"}                              | mark: lsn: expected a string
          {"mark":"progress","lsn":"s3cr3t","at_ms":1}     | mark: lsn: not a position of the form 0/16B3748
          {"mark":"progress","lsn":"0/1","at_ms":"s3cr3t"} | mark: at_ms: expected a whole number
          {"mark":"snapshot_started"}                      | mark: generation: expected a whole number
          {"mark":"snapshot_started","generation":1}       | mark: expected_rows: expected a whole number
          {"mark":"snapshot_completed","lsn":"0/1"}        | mark: generation: expected a whole number
          {"mark":"snapshot_completed","generation":1}     | mark: lsn: expected a string
          """)
  void whatIsExpectedWhereIsSaid(String value, String reason) {
    assertThat(reason(value)).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":\"s3cr3t}", "s3cr3t", "{}{}", "{'a':1}", "{\"a\":\"\n\"}"})
  void whatIsNotJsonIsAnError(String text) {
    assertThat(reason(text)).isEqualTo("not JSON");
    assertThat(reasonOfKey(text)).isEqualTo("not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "1", "\"s3cr3t\"", "[]", "true"})
  void whatIsNoObjectIsAnError(String text) {
    assertThat(reason(text)).isEqualTo("value: expected a JSON object");
    assertThat(reasonOfKey(text)).isEqualTo("key: expected a JSON object");
  }

  @Test
  void whatIsNestedTooDeeplyIsAnErrorAndNotAnOverflow() {
    int depth = 200_000;
    String deep = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    assertThat(reason(deep)).isEqualTo("not JSON");
  }

  @Test
  void aNumberOfVeryManyDigitsIsAnError() {
    String id = "9".repeat(100_000);
    assertThat(reason(envelope(SourceTable.TENANTS, "{\"id\":%s}".formatted(id))))
        .doesNotContain("999");
  }

  @Test
  void aTombstoneWithoutAKeyIsAnError() {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> decoder.decode(null, null))
        .withMessage("key: expected a JSON object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"mark":"progress"}               | key.table: expected a string
          {"table":1,"id":7}                | key.table: expected a string
          {"table":"s3cr3t","id":7}         | key.table: not a captured table
          {"table":"tenants"}               | tenants: id: expected a whole number
          {"table":"tenants","truncate":true} | tenants: id: expected a whole number
          """)
  void aTombstoneOfAnythingButARowIsAnError(String key, String reason) {
    assertThat(reasonOfKey(key)).isEqualTo(reason);
  }

  @Test
  void aMarkIsAMarkWhateverElseTheRecordSays() throws Exception {
    assertThat(
            decode(
                "{\"mark\":\"progress\",\"lsn\":\"1/A\",\"at_ms\":-1,\"op\":\"c\",\"source\":{}}"))
        .isEqualTo(
            new LogRecord.ProgressMark(
                SourcePosition.parse("1/A"), Instant.ofEpochMilli(-1), SourceHistory.UNKNOWN));
  }

  private LogRecord decode(String value) throws MalformedRecordException {
    return decoder.decode(null, value.getBytes(UTF_8));
  }

  private RowImage upserted(SourceTable table, String after) throws MalformedRecordException {
    return ((LogRecord.Upsert) decode(envelope(table, after))).row();
  }

  private String reason(String value) {
    return reason(null, value.getBytes(UTF_8));
  }

  private String reasonOfKey(String key) {
    return reason(key.getBytes(UTF_8), null);
  }

  private String reason(byte @Nullable [] key, byte @Nullable [] value) {
    try {
      return "no error: " + decoder.decode(key, value);
    } catch (MalformedRecordException e) {
      assertThat(e).hasNoCause();
      assertThat(e.reason()).isEqualTo(e.getMessage()).doesNotContain(SECRET);
      return e.reason();
    }
  }

  private static String created(String at) {
    return "{\"id\":7,\"name\":\"s3cr3t\",\"created_at\":\"%s\"}".formatted(at);
  }

  private static String envelope(SourceTable table, String after) {
    return "{\"before\":null,\"after\":%s,\"source\":{\"table\":\"%s\"},\"op\":\"c\"}"
        .formatted(after, table.tableName());
  }
}
