package io.tenantatlas.projector.capture;

import static io.tenantatlas.projector.capture.SourceEvents.deleted;
import static io.tenantatlas.projector.capture.SourceEvents.heartbeat;
import static io.tenantatlas.projector.capture.SourceEvents.in;
import static io.tenantatlas.projector.capture.SourceEvents.inserted;
import static io.tenantatlas.projector.capture.SourceEvents.message;
import static io.tenantatlas.projector.capture.SourceEvents.transactionEnded;
import static io.tenantatlas.projector.change.SourceTable.FINDINGS;
import static io.tenantatlas.projector.change.SourceTable.TENANTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.Landmark;
import io.tenantatlas.projector.source.SnapshotVisibility;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written, and marked, before it is certain what the stream tells, and after. */
class ReadingTest {

  /** The transactions 100 and 102 were open; 101 and 103 had ended. */
  private static final SnapshotVisibility VISIBILITY =
      new SnapshotVisibility(100, 104, Set.of(100L, 102L));

  @Test
  void nothingIsMarkedBeforeAHeartbeatOfThisRunCameBack() throws Exception {
    WrittenLog log = WrittenLog.of(WrittenLog.state(50));
    log.write(
        inserted(FINDINGS, 1, "tenant_id", 40L),
        transactionEnded(60),
        message(61, "another-token 1772366400123", false),
        message(62, WrittenLog.TOKEN, false),
        message(63, WrittenLog.TOKEN + " 12x", false));
    assertThat(log.records(0)).singleElement().isInstanceOf(LogRecord.Upsert.class);
    assertThat(log.states()).isEmpty();
    assertThat(log.engine.processed).isEmpty();
    assertThat(log.writer().lastMark()).isEqualTo(SourcePosition.ZERO);
    assertThat(log.counters.foreignMessages).isEqualTo(3);
    log.write(heartbeat(70, false));
    assertThat(log.states())
        .singleElement()
        .satisfies(
            state -> {
              assertThat(state.resumeAt()).isEqualTo(new SourcePosition(70));
              assertThat(state.landmark())
                  .isEqualTo(
                      Landmark.heartbeat(WrittenLog.TOKEN + " " + SourceEvents.CLOCK_MILLIS));
            });
  }

  @Test
  void thatATenantCameAndWentBeforeTheReadingIsToldAllTheSame() throws Exception {
    WrittenLog log = WrittenLog.of(WrittenLog.state(50), reading(Set.of(TENANTS, FINDINGS), false));
    log.write(
        in(99, inserted(TENANTS, 40)), in(99, deleted(TENANTS, 40)), in(99, deleted(FINDINGS, 7)));
    assertThat(log.records(0))
        .isNotEmpty()
        .containsOnly(new LogRecord.Delete(new RowKey(TENANTS, 40)));
  }

  @Test
  void whatTheReadingIncludesIsLeftOutAndNothingElse() throws Exception {
    WrittenLog log = WrittenLog.of(WrittenLog.state(50), reading(Set.of(FINDINGS), false));
    log.write(
        in(99, inserted(FINDINGS, 99, "tenant_id", 40L)),
        in(100, inserted(FINDINGS, 100, "tenant_id", 40L)),
        in(101, inserted(FINDINGS, 101, "tenant_id", 40L)),
        in(104, inserted(FINDINGS, 104, "tenant_id", 40L)),
        in(99, inserted(TENANTS, 40)));
    assertThat(log.keys(0)).hasSize(3);
    assertThat(log.keys(0).get(0)).contains("100");
    assertThat(log.keys(0).get(1)).contains("104");
    assertThat(log.keys(0).get(2)).contains("tenants");
  }

  @Test
  void nothingIsMarkedBeforeTheReadingIsPassedAndThenItIsOnlyProgress() throws Exception {
    WrittenLog log = WrittenLog.of(WrittenLog.state(50), reading(Set.of(FINDINGS), false));
    log.write(heartbeat(60, false), transactionEnded(79));
    assertThat(log.states()).isEmpty();
    log.look = () -> WrittenLog.identities("two");
    log.write(transactionEnded(80));
    assertThat(log.records(3))
        .singleElement()
        .isInstanceOfSatisfying(
            LogRecord.ProgressMark.class,
            mark -> assertThat(mark.position()).isEqualTo(new SourcePosition(80)));
    assertThat(log.states().getLast().tables()).isEqualTo(WrittenLog.identities("two"));
    log.write(in(99, inserted(FINDINGS, 7, "tenant_id", 43L)));
    assertThat(log.keys(3)).hasSize(2); // the id has come round; it is no longer looked at
  }

  @Test
  void whenEverythingWasReadTheSnapshotIsCompletedOnce() throws Exception {
    WrittenLog log =
        WrittenLog.of(WrittenLog.state(50), reading(Set.of(SourceTable.values()), true));
    log.write(heartbeat(80, false));
    log.write(heartbeat(81, false));
    assertThat(log.records(2))
        .satisfiesExactly(
            first -> assertThat(first).isInstanceOf(LogRecord.SnapshotCompleted.class),
            second -> assertThat(second).isInstanceOf(LogRecord.ProgressMark.class));
  }

  @Test
  void aBreachThatTheLookFindsLeavesNothingInTheLog() throws Exception {
    WrittenLog log = WrittenLog.of(WrittenLog.state(50)).confirmed();
    log.look =
        () -> {
          throw new ContractBreachException(List.of(FINDINGS), "the source has changed");
        };
    assertThatThrownBy(
            () -> log.write(inserted(FINDINGS, 1, "tenant_id", 40L), transactionEnded(60)))
        .isInstanceOf(ContractBreachException.class);
    assertThat(log.producer.history()).isEmpty();
    assertThat(log.engine.processed).isEmpty();
    assertThat(log.writer().state().resumeAt()).isEqualTo(new SourcePosition(1));
  }

  @Test
  void aRowThatKafkaWouldNotTakeIsNamed() throws Exception {
    WrittenLog log = WrittenLog.of(WrittenLog.state(50)).confirmed();
    assertThatThrownBy(
            () ->
                log.write(
                    inserted(FINDINGS, 7, "tenant_id", 40L, "scope_key", "x".repeat(17 << 20))))
        .isInstanceOfSatisfying(
            ContractBreachException.class,
            breach -> assertThat(breach.tables()).containsExactly(FINDINGS))
        .hasMessageContaining("the row findings id 7 has ");
    assertThat(log.producer.history()).isEmpty();
  }

  @Test
  void aTableOfTheSameNameInAnotherSchemaIsNotOurs() throws Exception {
    WrittenLog log = WrittenLog.of(WrittenLog.state(50)).confirmed();
    var other = inserted(FINDINGS, 7, "tenant_id", 40L);
    ((org.apache.kafka.connect.data.Struct) other.value()).getStruct("source").put("schema", "x");
    log.write(other);
    assertThat(log.producer.history()).isEmpty();
  }

  @Test
  void aDeletionOfUnknownIdIsABreach() throws Exception {
    WrittenLog log = WrittenLog.of(WrittenLog.state(50)).confirmed();
    var deletion = deleted(FINDINGS, 7);
    var without =
        deletion.newRecord(
            deletion.topic(), null, null, null, deletion.valueSchema(), deletion.value(), null);
    assertThatThrownBy(() -> log.write(without))
        .isInstanceOf(ContractBreachException.class)
        .hasMessageContaining("does not tell the id of a changed row of findings");
  }

  private static Reading reading(Set<SourceTable> tables, boolean everything) {
    return new Reading(
        tables, VISIBILITY, new SourcePosition(80), WrittenLog.IDENTITIES, everything);
  }
}
