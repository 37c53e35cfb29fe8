package io.tenantatlas.projector.capture;

import static io.tenantatlas.projector.capture.SourceEvents.deleted;
import static io.tenantatlas.projector.capture.SourceEvents.heartbeat;
import static io.tenantatlas.projector.capture.SourceEvents.inserted;
import static io.tenantatlas.projector.capture.SourceEvents.transaction;
import static io.tenantatlas.projector.capture.SourceEvents.transactionBegan;
import static io.tenantatlas.projector.capture.SourceEvents.transactionEnded;
import static io.tenantatlas.projector.capture.SourceEvents.truncated;
import static io.tenantatlas.projector.capture.SourceEvents.updated;
import static io.tenantatlas.projector.capture.WrittenLog.PARTITIONS;
import static io.tenantatlas.projector.change.SourceTable.FINDINGS;
import static io.tenantatlas.projector.change.SourceTable.OPERATION_RUNS;
import static io.tenantatlas.projector.change.SourceTable.TENANTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.Landmark;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What of the engine's records comes into the change log, where, and in which transaction. */
class ChangeLogWriterTest {

  private static final SourceTable SESSIONS = SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS;
  private static final Instant CLOCK = Instant.ofEpochMilli(SourceEvents.CLOCK_MILLIS);

  private final WrittenLog log = WrittenLog.of(WrittenLog.state(50));

  @BeforeEach
  void heartbeatsComeBack() throws InterruptedException {
    log.confirmed();
  }

  @Test
  void eachRowGoesToItsTenantsPartition() throws Exception {
    log.write(
        finding(1, 40),
        finding(2, 41),
        finding(3, 42),
        finding(4, 43),
        inserted(TENANTS, 47, "name", "Contoso"));
    assertThat(log.keys(0)).containsExactly(key(FINDINGS, 1));
    assertThat(log.keys(1)).containsExactly(key(FINDINGS, 2));
    assertThat(log.keys(2)).containsExactly(key(FINDINGS, 3));
    assertThat(log.keys(3)).containsExactly(key(FINDINGS, 4), key(TENANTS, 47));
  }

  @Test
  void aRowOfNoTenantGoesToTheFirstPartition() throws Exception {
    log.write(inserted(OPERATION_RUNS, 1, "tenant_id", null));
    assertThat(log.keys(0)).containsExactly(key(OPERATION_RUNS, 1));
  }

  @Test
  void theValueIsDebeziumsEnvelopeWithoutItsSchema() throws Exception {
    log.write(inserted(FINDINGS, 7, "tenant_id", 40L, "status", "new"));
    assertThat(log.committed("changes", 0))
        .singleElement()
        .satisfies(
            record ->
                assertThat(JsonMapper.shared().readTree(record.value()))
                    .isEqualTo(
                        JsonMapper.shared()
                            .readTree(
                                """
                                {"before":null,
                                 "after":{"id":7,"tenant_id":40,"scope_key":null,"severity":null,
                                          "status":"new","created_at":null,"updated_at":null},
                                 "source":{"version":"3.6.1.Final","snapshot":null,
                                           "schema":"public","table":"findings","lsn":1,"txId":null},
                                 "op":"c","ts_ms":1772366400123}
                                """)));
  }

  @Test
  void aNullInAColumnThatHasADefaultIsNull() throws Exception {
    log.write(inserted(FINDINGS, 7, "tenant_id", 40L, "status", null));
    assertThat(image(log.records(0).getFirst()).values()).containsEntry("status", null);
  }

  @Test
  void changesOfAPartitionKeepTheirOrder() throws Exception {
    log.write(finding(2, 42), finding(1, 42), updated(FINDINGS, 2, "tenant_id", 42L));
    assertThat(log.keys(2)).containsExactly(key(FINDINGS, 2), key(FINDINGS, 1), key(FINDINGS, 2));
  }

  @Test
  void aRowThatMovesToATenantOfAnotherPartitionIsRemovedFromTheOldOne() throws Exception {
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 41L),
        updated(OPERATION_RUNS, 7, "tenant_id", 42L, "status", "failed"));
    RowKey row = new RowKey(OPERATION_RUNS, 7);
    assertThat(log.keys(1))
        .containsExactly(
            key(OPERATION_RUNS, 7),
            key(OPERATION_RUNS, 7),
            key(OPERATION_RUNS, 7),
            unkeptKey(OPERATION_RUNS, 7),
            partialKey(OPERATION_RUNS, 7));
    assertThat(log.records(1).subList(1, 5)).containsOnly(new LogRecord.Delete(row));
    assertThat(log.committed("changes", 1).skip(2)).allMatch(record -> record.value() == null);
    assertThat(log.records(2))
        .singleElement()
        .satisfies(record -> assertThat(image(record).text("status")).isEqualTo("failed"));
  }

  @Test
  void theDeletionOfARowThatMovedSaysWhereItComesFrom() throws Exception {
    log.write(finding(7, 41), updated(FINDINGS, 7, "tenant_id", 42L));
    String deletion =
        log.committed("changes", 1)
            .skip(1)
            .findFirst()
            .map(r -> new String(r.value(), UTF_8))
            .get();
    assertThat(JsonMapper.shared().readTree(deletion))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"before":{"id":7},"after":null,
                     "source":{"version":"3.6.1.Final","snapshot":null,
                               "schema":"public","table":"findings","lsn":1,"txId":null},
                     "op":"d","ts_ms":1772366400123}
                    """));
  }

  @Test
  void aRowThatMovesWithinItsPartitionIsOnlyUpdated() throws Exception {
    log.write(finding(7, 42), updated(FINDINGS, 7, "tenant_id", 46L));
    assertThat(log.keys(2)).containsExactly(key(FINDINGS, 7), key(FINDINGS, 7));
    assertThat(image(log.records(2).getLast()).tenantId()).isEqualTo(46);
  }

  @Test
  void aRowThatLosesItsTenantMovesToTheFirstPartitionAndBack() throws Exception {
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 41L),
        updated(OPERATION_RUNS, 7, "tenant_id", null),
        updated(OPERATION_RUNS, 7, "tenant_id", 41L));
    LogRecord gone = new LogRecord.Delete(new RowKey(OPERATION_RUNS, 7));
    assertThat(log.records(0).subList(1, 5)).containsOnly(gone);
    assertThat(log.records(1).subList(1, 5)).containsOnly(gone);
    assertThat(image(log.records(1).getLast()).tenantId()).isEqualTo(41);
  }

  @Test
  void aDeletedRowIsRemovedWhereItLies() throws Exception {
    log.write(finding(7, 42));
    log.write(deleted(FINDINGS, 7));
    LogRecord gone = new LogRecord.Delete(new RowKey(FINDINGS, 7));
    assertThat(log.records(2)).hasSizeGreaterThanOrEqualTo(3).element(1).isEqualTo(gone);
    assertThat(log.committed("changes", 2).skip(2)).allMatch(record -> record.value() == null);
    assertThat(log.records(2).subList(1, log.records(2).size())).containsOnly(gone);
  }

  @Test
  void ofARowThatIsNotInTheLogTheStreamTellsOnlyBeforeTheFirstMark() throws Exception {
    WrittenLog repeated = WrittenLog.of(WrittenLog.state(1));
    repeated.write(deleted(FINDINGS, 7), updated(FINDINGS, 8, "tenant_id", 42L));
    assertThat(repeated.keys(2)).containsExactly(key(FINDINGS, 8));
    for (SourceRecord unknown :
        List.of(
            deleted(FINDINGS, 7), deleted(TENANTS, 7), updated(FINDINGS, 7, "tenant_id", 42L))) {
      assertThatThrownBy(() -> log.write(unknown))
          .hasStackTraceContaining("the stream does not tell the id of a ");
    }
  }

  @Test
  void aRowWithAnotherPrimaryKeyIsAnotherRow() throws Exception {
    log.write(finding(7, 42), deleted(FINDINGS, 7), finding(8, 43));
    assertThat(log.records(2)).contains(new LogRecord.Delete(new RowKey(FINDINGS, 7)));
    assertThat(log.keys(3)).containsExactly(key(FINDINGS, 8));
  }

  @Test
  void aTruncationIsWrittenToEveryPartition() throws Exception {
    log.write(finding(7, 42), truncated(FINDINGS), finding(7, 43));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(log.records(partition)).contains(new LogRecord.Truncate(FINDINGS));
      assertThat(log.keys(partition)).contains("{\"table\":\"findings\",\"truncate\":true}");
    }
    assertThat(log.keys(2)).hasSize(2);
    assertThat(log.keys(3)).hasSize(2).last().isEqualTo(key(FINDINGS, 7));
  }

  @Test
  void aMarkIsWrittenAfterTheLastEndInTheBatchAndOnlyThere() throws Exception {
    log.write(
        finding(1, 42), transactionEnded(60), finding(2, 42), transactionEnded(70), finding(3, 42));
    LogRecord mark = new LogRecord.ProgressMark(new SourcePosition(70), CLOCK, WrittenLog.HISTORY);
    assertThat(log.keys(2))
        .containsExactly(
            key(FINDINGS, 1), key(FINDINGS, 2), "{\"mark\":\"progress\"}", key(FINDINGS, 3));
    assertThat(log.records(2)).element(2).isEqualTo(mark);
    assertThat(log.writer().lastMark()).isEqualTo(new SourcePosition(70));
  }

  @Test
  void onlyPartitionsThatWereWrittenToAreMarkedUntilTheNextHeartbeat() throws Exception {
    log.write(finding(1, 42), transactionEnded(60));
    for (int partition : new int[] {0, 1, 3}) {
      assertThat(log.records(partition)).isEmpty();
    }
    assertThat(log.writer().lastMark()).isEqualTo(new SourcePosition(60));
    assertThat(log.writer().markedEverywhere()).isEqualTo(new SourcePosition(1));
    log.write(heartbeat(70, false));
    LogRecord mark = new LogRecord.ProgressMark(new SourcePosition(70), CLOCK, WrittenLog.HISTORY);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(log.records(partition)).last().isEqualTo(mark);
    }
    assertThat(log.writer().markedEverywhere()).isEqualTo(new SourcePosition(70));
  }

  @Test
  void aPartitionThatWasWrittenToInAnEarlierBatchIsMarkedWithItsEnd() throws Exception {
    log.write(transactionBegan(), finding(1, 42));
    log.write(finding(2, 43), transactionEnded(60));
    LogRecord mark = new LogRecord.ProgressMark(new SourcePosition(60), CLOCK, WrittenLog.HISTORY);
    assertThat(log.records(2)).hasSize(2).last().isEqualTo(mark);
    assertThat(log.records(3)).hasSize(2).last().isEqualTo(mark);
    assertThat(log.records(0)).isEmpty();
    log.write(finding(3, 42), transactionEnded(70));
    assertThat(log.records(2)).hasSize(4);
    assertThat(log.records(3)).hasSize(2);
  }

  @Test
  void aTruncationIsMarkedInEveryPartition() throws Exception {
    log.write(truncated(FINDINGS), transactionEnded(60));
    LogRecord mark = new LogRecord.ProgressMark(new SourcePosition(60), CLOCK, WrittenLog.HISTORY);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(log.records(partition)).last().isEqualTo(mark);
    }
  }

  @Test
  void aBatchThatEndsInsideATransactionHasNoMarkAndKeepsThePosition() throws Exception {
    log.write(transactionBegan(), finding(1, 42), finding(2, 43));
    assertThat(allRecords()).hasSize(2).allMatch(record -> record instanceof LogRecord.Upsert);
    assertThat(log.states()).isEmpty();
    assertThat(log.engine.processed).isEmpty();
    assertThat(log.engine.batchesFinished).isZero();
    assertThat(log.writer().lastMark()).isEqualTo(new SourcePosition(1));
    assertThat(log.producer.commitCount()).isEqualTo(2);
  }

  @Test
  void thePositionIsWrittenInTheTransactionOfTheChanges() throws Exception {
    log.write(finding(1, 42), transactionEnded(60), finding(2, 42));
    assertThat(log.producer.commitCount()).isEqualTo(2);
    assertThat(log.states())
        .containsExactly(
            WrittenLog.state(0)
                .at(
                    new SourcePosition(60),
                    Landmark.commit(Instant.ofEpochMilli(SourceEvents.CLOCK_MILLIS))));
    assertThat(log.committed("state", 0))
        .allSatisfy(record -> assertThat(record.key()).isEqualTo(CaptureState.KEY));
  }

  @Test
  void theEngineIsToldOfTheLastEndOnly() throws Exception {
    SourceRecord last = transactionEnded(70);
    log.write(finding(1, 42), transactionEnded(60), last, transactionBegan(), finding(2, 42));
    assertThat(log.engine.processed).containsExactly(last);
    assertThat(log.engine.batchesFinished).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeartbeatIsAMarkWithTheSourcesClock(boolean asBuffer) throws Exception {
    SourceRecord heartbeat = heartbeat(80, asBuffer);
    log.write(finding(1, 42), transactionEnded(60), heartbeat);
    LogRecord mark = new LogRecord.ProgressMark(new SourcePosition(80), CLOCK, WrittenLog.HISTORY);
    assertThat(log.records(0)).containsExactly(mark);
    assertThat(log.records(2)).hasSize(2).last().isEqualTo(mark);
    assertThat(log.engine.processed).containsExactly(heartbeat);
  }

  @Test
  void beginningsAndTombstonesAreNotWritten() throws Exception {
    log.write(transactionBegan(), new SourceRecord(Map.of(), Map.of(), "t", null, null));
    assertThat(log.producer.history()).isEmpty();
    assertThat(log.engine.processed).isEmpty();
  }

  @Test
  void aChangeWithoutLargeValuesHasAKeyBesideItsRows() throws Exception {
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 42L, "context", "{\"a\":1}"),
        updated(OPERATION_RUNS, 7, "tenant_id", 42L, "context", WrittenLog.TOKEN),
        updated(OPERATION_RUNS, 7, "tenant_id", 42L, "context", "{\"b\":1}"));
    assertThat(log.keys(2))
        .containsExactly(
            key(OPERATION_RUNS, 7), partialKey(OPERATION_RUNS, 7), key(OPERATION_RUNS, 7));
    assertThat(image(log.records(2).get(1)).values())
        .doesNotContainKey("context.verification_report");
  }

  @Test
  void aChangeThatLacksOnlyWhatIsNotKeptHasAKeyBesideBoth() throws Exception {
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 42L),
        updated(OPERATION_RUNS, 7, "tenant_id", 42L, "summary_counts", WrittenLog.TOKEN),
        updated(
            OPERATION_RUNS,
            7,
            "tenant_id",
            42L,
            "summary_counts",
            WrittenLog.TOKEN,
            "context",
            WrittenLog.TOKEN));
    assertThat(log.keys(2))
        .containsExactly(
            key(OPERATION_RUNS, 7), unkeptKey(OPERATION_RUNS, 7), partialKey(OPERATION_RUNS, 7));
  }

  @Test
  void anOnboardingSessionLiesInItsTenantsPartitionAndMovesWhenItGetsOne() throws Exception {
    log.write(
        inserted(SESSIONS, 7, "tenant_id", null, "state", runId(5)),
        updated(SESSIONS, 7, "tenant_id", 42L, "state", runId(6)));
    assertThat(log.records(0).getFirst())
        .satisfies(record -> assertThat(image(record).tenantId()).isNull());
    assertThat(log.records(0).subList(1, 4))
        .containsOnly(new LogRecord.Delete(new RowKey(SESSIONS, 7)));
    assertThat(log.records(2))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(image(record).tenantId()).isEqualTo(42);
              assertThat(image(record).integer("state.verification_operation_run_id")).isEqualTo(6);
            });
    assertThat(log.records(1)).isEmpty();
    assertThat(log.records(3)).isEmpty();
  }

  @Test
  void theDeletionOfARowForgetsItsPartialChangesToo() throws Exception {
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 42L),
        updated(OPERATION_RUNS, 7, "tenant_id", 42L, "context", WrittenLog.TOKEN),
        deleted(OPERATION_RUNS, 7));
    assertThat(log.keys(2))
        .endsWith(
            key(OPERATION_RUNS, 7), unkeptKey(OPERATION_RUNS, 7), partialKey(OPERATION_RUNS, 7));
    assertThat(log.committed("changes", 2).skip(3)).allMatch(record -> record.value() == null);
  }

  @Test
  void whenARecordCannotBeSentNothingOfTheBatchIsInTheLog() {
    log.producer.sendException = new KafkaException("no");
    assertThatThrownBy(() -> log.write(finding(1, 42), transactionEnded(60))).hasMessage("no");
    assertNothingHappened();
    assertThat(log.producer.transactionAborted()).isTrue();
  }

  @Test
  void whenTheTransactionCannotBeCommittedNothingOfTheBatchIsInTheLog() {
    log.producer.commitTransactionException = new KafkaException("no");
    assertThatThrownBy(() -> log.write(finding(1, 42), transactionEnded(60))).hasMessage("no");
    assertNothingHappened();
    assertThat(log.producer.transactionAborted()).isTrue();
  }

  @Test
  void theFailureThatIsToldIsTheFirstOneAlsoWhenTheTransactionCannotBeAborted() {
    log.producer.commitTransactionException = new KafkaException("the commit timed out");
    log.producer.abortTransactionException = new IllegalStateException("a commit is under way");
    assertThatThrownBy(() -> log.write(finding(1, 42), transactionEnded(60)))
        .hasMessage("the commit timed out")
        .hasSuppressedException(new IllegalStateException("a commit is under way"));
    assertNothingHappened();
  }

  @Test
  void aTableThatIsNotCapturedAndAnEndWithoutPositionAreErrors() {
    SourceRecord finding = finding(1, 42);
    SourceRecord end = transaction("END", Map.of("lsn", 1L));
    assertThatIllegalStateException().isThrownBy(() -> log.write(finding, end));
    assertNothingHappened();
  }

  private void assertNothingHappened() {
    assertThat(log.producer.history()).isEmpty();
    assertThat(log.engine.processed).isEmpty();
    assertThat(log.engine.batchesFinished).isZero();
  }

  private List<LogRecord> allRecords() {
    return IntStream.range(0, PARTITIONS).boxed().flatMap(p -> log.records(p).stream()).toList();
  }

  private static RowImage image(LogRecord record) {
    return ((LogRecord.Upsert) record).row();
  }

  private static SourceRecord finding(long id, long tenant) {
    return inserted(FINDINGS, id, "tenant_id", tenant);
  }

  private static String key(SourceTable table, long id) {
    return new String(LogKeys.row(new RowKey(table, id)), UTF_8);
  }

  private static String runId(long id) {
    return String.format(Locale.ROOT, "{\"verification_operation_run_id\":%d}", id);
  }

  private static String unkeptKey(SourceTable table, long id) {
    return new String(LogKeys.rowWithoutUnkeptJson(new RowKey(table, id)), UTF_8);
  }

  private static String partialKey(SourceTable table, long id) {
    return new String(LogKeys.rowWithoutLargeValues(new RowKey(table, id)), UTF_8);
  }
}
