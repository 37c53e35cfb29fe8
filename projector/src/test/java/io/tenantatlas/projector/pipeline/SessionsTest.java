package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.change.RowFixture.row;
import static io.tenantatlas.projector.change.RowFixture.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.StoredSession;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** When an onboarding session's document changes, and what it is made from. */
class SessionsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long TENANT = 42;
  private static final long OTHER_TENANT = 43;
  private static final long SESSION = 5;

  @Test
  void aSessionWhoseRunIsNowhereOffersToStartOne() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, tenant("active"), session(1, 7L));
    assertThat(state(partition)).isEqualTo("no_run");
    assertThat(kind(partition, "primary_cta")).isEqualTo("start_verification");
  }

  @Test
  void aRunOfAnotherOwnerIsNone() {
    for (RowImage others :
        List.of(
            runIn(1L, 7, OTHER_TENANT),
            runIn(1L, 7, null),
            runIn(null, 7, null),
            runIn(null, 7, OTHER_TENANT))) {
      assertThat(state(ProjectedPartition.of(NOON, session(1L, TENANT, 7L), others)))
          .isEqualTo("no_run");
    }
    for (RowImage others :
        List.of(
            runIn(1L, 7, TENANT),
            runIn(2L, 7, null),
            runIn(null, 7, null),
            runIn(null, 7, TENANT))) {
      assertThat(state(ProjectedPartition.of(NOON, session(1L, null, 7L), others)))
          .isEqualTo("no_run");
    }
    assertThat(state(ProjectedPartition.of(NOON, session(null, null, 7L), runIn(null, 7, null))))
        .isEqualTo("no_run");
  }

  @Test
  void aRunOfTheSameOwnerIsShown() {
    assertThat(state(ProjectedPartition.of(NOON, session(1L, TENANT, 7L), runIn(2L, 7, TENANT))))
        .isEqualTo("active_run");
    assertThat(state(ProjectedPartition.of(NOON, session(1L, null, 7L), runIn(1L, 7, null))))
        .isEqualTo("active_run");
  }

  @Test
  void aRunThatGetsTheSessionsOwnerIsShownAndOneThatLosesItIsNot() {
    ProjectedPartition partition =
        ProjectedPartition.of(NOON, session(1L, null, 7L), runIn(1L, 7, OTHER_TENANT));
    assertThat(state(partition)).isEqualTo("no_run");
    partition.apply(NOON, new LogRecord.Upsert(runIn(1L, 7, null)), mark(2));
    assertThat(state(partition)).isEqualTo("active_run");
    partition.apply(NOON, new LogRecord.Upsert(session(1L, TENANT, 7L)), mark(3));
    assertThat(state(partition)).isEqualTo("no_run");
    partition.apply(NOON, new LogRecord.Upsert(runIn(1L, 7, TENANT)), mark(4));
    assertThat(state(partition)).isEqualTo("active_run");
    partition.apply(NOON, new LogRecord.Upsert(runIn(1L, 7, OTHER_TENANT)), mark(5));
    assertThat(state(partition)).isEqualTo("no_run");
  }

  @Test
  void anArchivedTenantsSessionWithoutRunOffersNothing() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, tenant("active"), session(1, null));
    partition.apply(NOON, new LogRecord.Upsert(tenant("archived")), mark(2));
    assertThat(kind(partition, "primary_cta")).isEqualTo("none");
    assertThat(seen(partition).get("lifecycle_notice").isNull()).isFalse();
  }

  @Test
  void theRunCountsWhateverItsType() {
    ProjectedPartition partition =
        ProjectedPartition.of(NOON, tenant("active"), session(1, 7L), run(7, TENANT, "backup.run"));
    assertThat(state(partition)).isEqualTo("active_run");
  }

  @Test
  void aRunThatComesLaterIsFoundByTheSessionThatRefersToIt() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, session(1, 7L));
    long version = partition.session(SESSION).version();
    partition.apply(NOON, new LogRecord.Upsert(run(7, TENANT, "tenant.verification")), mark(2));
    assertThat(state(partition)).isEqualTo("active_run");
    assertThat(partition.session(SESSION).version()).isEqualTo(version + 1);
  }

  @Test
  void thePreviousRunIsAVerificationOfTheSameTenant() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            NOON,
            session(1, 7L),
            run(7, TENANT, "backup.run"),
            run(6, OTHER_TENANT, "tenant.verification"),
            run(5, TENANT, "backup.run"),
            run(3, null, "tenant.verification"));
    assertThat(seen(partition).get("previous_run_url").isNull()).isTrue();
    partition.apply(NOON, new LogRecord.Upsert(run(4, TENANT, "tenant.verification")), mark(2));
    assertThat(seen(partition).get("previous_run_url").asString()).isEqualTo("/admin/operations/4");
  }

  @Test
  void whatLiesBehindTheLastMarkShowsNeitherInTheDocumentNorInWhereItBelongs() {
    ProjectedPartition partition =
        ProjectedPartition.of(NOON, session(1, 7L), run(7, TENANT, "backup.run"));
    StoredSession before = partition.session(SESSION);
    partition.apply(
        NOON,
        new LogRecord.Upsert(session(2, 7L)),
        new LogRecord.Delete(run(7, TENANT, "backup.run").key()));
    assertThat(partition.session(SESSION)).isEqualTo(before.lagging());
    partition.apply(NOON, mark(2));
    assertThat(partition.session(SESSION).workspaceId()).isEqualTo(2);
    assertThat(state(partition)).isEqualTo("no_run");
  }

  @Test
  void aDeletedSessionHasNoDocument() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, session(1, null));
    partition.apply(NOON, new LogRecord.Delete(session(1, null).key()), mark(2));
    assertThat(partition.session(SESSION).content()).isNull();
    assertThat(partition.session(SESSION).since()).isEqualTo(new SourcePosition(2));
    partition.apply(NOON, mark(3));
    assertThat(partition.session(SESSION).since()).isEqualTo(new SourcePosition(2));
  }

  @Test
  void aSessionThatComesAndGoesInOneStepIsKnownToBeAbsentOnlyFromItsEndOn() {
    ProjectedPartition partition = ProjectedPartition.of(NOON);
    partition.apply(
        NOON,
        new LogRecord.Upsert(session(1, null)),
        mark(2),
        new LogRecord.Delete(session(1, null).key()),
        mark(3));
    assertThat(partition.session(SESSION).content()).isNull();
    assertThat(partition.session(SESSION).since()).isEqualTo(new SourcePosition(3));
    partition.apply(
        NOON, new LogRecord.Upsert(session(1, null)), new LogRecord.Delete(session(1, null).key()));
    partition.apply(NOON, mark(4));
    assertThat(partition.session(SESSION).since()).isEqualTo(new SourcePosition(4));
  }

  @Test
  void aCopyThatAnEarlierReleaseLeftInAnotherPartitionCountsNowhere() {
    InMemoryReadModel readModel = new InMemoryReadModel();
    PartitionProjector projector =
        new PartitionProjector(
            readModel,
            new Projection(ProjectionSettingsFixture.settings()),
            new PartitionProjector.Limits(100, 100, 100, 100));
    for (int partition = 0; partition < 2; partition++) {
      projector.apply(
          readModel.open(partition, 2, "definition", 0),
          List.of(
              new LogRecord.SnapshotStarted(1, 1, ProjectedPartition.HISTORY),
              new LogRecord.Upsert(session(1, null)),
              new LogRecord.SnapshotCompleted(
                  1, new SourcePosition(1), NOON, ProjectedPartition.HISTORY)),
          List.of(1L, 2L, 3L),
          NOON);
    }
    assertThat(Objects.requireNonNull(readModel.session(0, SESSION)).content()).isNotNull();
    assertThat(Objects.requireNonNull(readModel.session(1, SESSION)).content()).isNull();
    assertThat(readModel.document(TENANT, "kpi")).isNotNull();
  }

  @Test
  void aStateThatWasNotSentIsKept() {
    ProjectedPartition partition =
        ProjectedPartition.of(NOON, session(1, 7L), run(7, TENANT, "backup.run"));
    RowImage withoutState =
        sent(
            SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS,
            SESSION,
            "workspace_id",
            3L,
            "tenant_id",
            TENANT);
    partition.apply(NOON, new LogRecord.Upsert(withoutState), mark(2));
    assertThat(state(partition)).isEqualTo("active_run");
    assertThat(partition.session(SESSION).workspaceId()).isEqualTo(3);
  }

  private static JsonNode seen(ProjectedPartition partition) {
    return partition.onboarding(SESSION, "");
  }

  private static String state(ProjectedPartition partition) {
    return seen(partition).get("state").asString();
  }

  private static String kind(ProjectedPartition partition, String slot) {
    JsonNode callToAction = seen(partition).get(slot);
    return callToAction.isNull() ? "none" : callToAction.get("kind").asString();
  }

  private static LogRecord mark(long position) {
    return new LogRecord.ProgressMark(
        new SourcePosition(position), NOON, ProjectedPartition.HISTORY);
  }

  private static RowImage tenant(String status) {
    return row(SourceTable.TENANTS, TENANT, "name", "Contoso", "status", status);
  }

  private static RowImage session(long workspace, @Nullable Long run) {
    return session(workspace, TENANT, run);
  }

  private static RowImage session(
      @Nullable Long workspace, @Nullable Long tenant, @Nullable Long run) {
    return row(
        SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS,
        SESSION,
        "workspace_id",
        workspace,
        "tenant_id",
        tenant,
        "state.verification_operation_run_id",
        run);
  }

  private static RowImage runIn(@Nullable Long workspace, long id, @Nullable Long tenant) {
    return run(id, tenant, workspace, "backup.run");
  }

  private static RowImage run(long id, @Nullable Long tenant, String type) {
    return run(id, tenant, null, type);
  }

  private static RowImage run(
      long id, @Nullable Long tenant, @Nullable Long workspace, String type) {
    return row(
        SourceTable.OPERATION_RUNS,
        id,
        "workspace_id",
        workspace,
        "tenant_id",
        tenant,
        "type",
        type,
        "status",
        "running",
        "created_at",
        NOON);
  }
}
