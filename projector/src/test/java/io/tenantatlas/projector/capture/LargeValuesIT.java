package io.tenantatlas.projector.capture;

import static io.tenantatlas.projector.capture.SourceEvents.deleted;
import static io.tenantatlas.projector.capture.SourceEvents.inserted;
import static io.tenantatlas.projector.capture.SourceEvents.updated;
import static io.tenantatlas.projector.capture.WrittenLog.TOKEN;
import static io.tenantatlas.projector.change.SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS;
import static io.tenantatlas.projector.change.SourceTable.OPERATION_RUNS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.source.SourceDatabase;
import io.tenantatlas.projector.source.SourceSession;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows that move to another partition take the large values with them that Debezium left out. */
class LargeValuesIT {

  private static final SourceDatabase SOURCE = SourceDatabase.start("logical");
  private final String schema = SOURCE.schema();
  private final SourceSession session = open();
  private final WrittenLog log =
      new WrittenLog(WrittenLog.state(1), new LargeValues(session), null);

  private SourceSession open() {
    try {
      return SourceSession.open(SOURCE.settings(schema));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void closeSession() throws SQLException {
    session.close();
  }

  @AfterAll
  static void stop() throws IOException {
    SOURCE.close();
  }

  @Test
  void aRowThatMovesTakesItsLargeValuesWithItAsTheyAreNow() throws Exception {
    SOURCE
        .jdbc()
        .update(
            "insert into %s.operation_runs (id, context, summary_counts) values (7, '{\"verification_report\":2.0}', '{}')"
                .formatted(schema));
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 41L, "context", "{\"verification_report\":1}"),
        updated(
            OPERATION_RUNS,
            7,
            "tenant_id",
            42L,
            "status",
            "failed",
            "context",
            TOKEN,
            "summary_counts",
            "{\"sent\":1}"));
    RowImage moved = moved();
    assertThat(moved.text("context.verification_report")).isEqualTo("2.0");
    assertThat(moved.text("status")).isEqualTo("failed");
    assertThat(log.committed("changes", 2))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo(LogKeys.row(new RowKey(OPERATION_RUNS, 7)));
              JsonNode after = JsonMapper.shared().readTree(record.value()).path("after");
              assertThat(after.path("context").asString())
                  .isEqualTo("{\"verification_report\": 2.0}");
              assertThat(after.path("summary_counts").asString()).isEqualTo("{\"sent\":1}");
            });
  }

  @Test
  void aRowUnderANewPrimaryKeyHasItsLargeValues() throws Exception {
    SOURCE
        .jdbc()
        .update(
            "insert into %s.operation_runs (id, context) values (8, '{\"verification_report\":2.0}')"
                .formatted(schema));
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 42L, "context", "{\"verification_report\":2.0}"),
        deleted(OPERATION_RUNS, 7),
        inserted(OPERATION_RUNS, 8, "tenant_id", 42L, "context", TOKEN));
    RowImage renamed = ((LogRecord.Upsert) log.records(2).getLast()).row();
    assertThat(renamed.key()).isEqualTo(new RowKey(OPERATION_RUNS, 8));
    assertThat(renamed.text("context.verification_report")).isEqualTo("2.0");
  }

  @Test
  void aSessionThatGetsATenantHasItsLargeValuesInItsNewPartition() throws Exception {
    SOURCE
        .jdbc()
        .update(
            "insert into %s.managed_tenant_onboarding_sessions (id, state) values (8, '{\"verification_operation_run_id\":5}')"
                .formatted(schema));
    log.write(
        inserted(MANAGED_TENANT_ONBOARDING_SESSIONS, 8, "tenant_id", null),
        updated(MANAGED_TENANT_ONBOARDING_SESSIONS, 8, "tenant_id", 42L, "state", TOKEN));
    assertThat(moved().integer("state.verification_operation_run_id")).isEqualTo(5);
  }

  @Test
  void aNullInAColumnThatHasADefaultIsStillNull() throws Exception {
    SOURCE
        .jdbc()
        .update("insert into %s.operation_runs (id, context) values (7, '{}')".formatted(schema));
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 41L),
        updated(OPERATION_RUNS, 7, "tenant_id", 42L, "status", null, "context", TOKEN));
    assertThat(moved().values()).containsEntry("status", null);
  }

  @Test
  void aRowThatMovesAndIsGoneByNowMovesPartiallyAndItsDeletionFollows() throws Exception {
    log.write(
        inserted(OPERATION_RUNS, 7, "tenant_id", 41L),
        updated(OPERATION_RUNS, 7, "tenant_id", 42L, "context", TOKEN),
        deleted(OPERATION_RUNS, 7));
    RowKey key = new RowKey(OPERATION_RUNS, 7);
    assertThat(moved().values()).doesNotContainKey("context.verification_report");
    assertThat(log.keys(2))
        .containsExactly(
            new String(LogKeys.rowWithoutLargeValues(key), UTF_8),
            new String(LogKeys.row(key), UTF_8),
            new String(LogKeys.row(key), UTF_8),
            new String(LogKeys.rowWithoutUnkeptJson(key), UTF_8),
            new String(LogKeys.rowWithoutLargeValues(key), UTF_8));
    assertThat(log.records(2)).element(1).isEqualTo(new LogRecord.Delete(key));
  }

  @Test
  void whenTheSourceCannotBeAskedTheBatchFailsAndSaysForWhichRow() throws Exception {
    session.close();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                log.write(
                    inserted(OPERATION_RUNS, 7, "tenant_id", 41L),
                    updated(OPERATION_RUNS, 7, "tenant_id", 42L, "context", TOKEN)))
        .withMessage("cannot read operation_runs id 7 from the source");
    assertThat(log.producer.history()).isEmpty();
  }

  private RowImage moved() {
    return ((LogRecord.Upsert) log.records(2).getFirst()).row();
  }
}
