package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.change.RowFixture.row;
import static io.tenantatlas.projector.change.RowFixture.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.StoredSession;
import java.time.Instant;
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
    assertThat(partition.session(SESSION).runHere()).isFalse();
  }

  @Test
  void anArchivedTenantsSessionWithoutRunOffersNothing() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, tenant("active"), session(1, null));
    partition.apply(NOON, new LogRecord.Upsert(tenant("archived")), mark(2));
    assertThat(kind(partition, "primary_cta")).isEqualTo("none");
    assertThat(seen(partition).get("lifecycle_notice").isNull()).isFalse();
  }

  @Test
  void theRunCountsWhateverItsTenantAndType() {
    ProjectedPartition partition =
        ProjectedPartition.of(NOON, tenant("active"), session(1, 7L), run(7, null, "backup.run"));
    assertThat(state(partition)).isEqualTo("active_run");
    assertThat(partition.session(SESSION).runHere()).isTrue();
  }

  @Test
  void aRunThatComesLaterIsFoundByTheSessionThatRefersToIt() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, session(1, 7L));
    long version = partition.session(SESSION).version();
    partition.apply(
        NOON, new LogRecord.Upsert(run(7, OTHER_TENANT, "tenant.verification")), mark(2));
    assertThat(state(partition)).isEqualTo("active_run");
    assertThat(partition.session(SESSION).version()).isEqualTo(version + 1);
  }

  @Test
  void thePreviousRunIsTheRunsTenantsAndNotTheSessions() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            NOON,
            session(1, 7L),
            run(7, OTHER_TENANT, "backup.run"),
            run(6, TENANT, "tenant.verification"),
            run(5, OTHER_TENANT, "backup.run"));
    assertThat(seen(partition).get("previous_run_url").isNull()).isTrue();
    partition.apply(
        NOON, new LogRecord.Upsert(run(4, OTHER_TENANT, "tenant.verification")), mark(2));
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
    assertThat(partition.session(SESSION).runHere()).isFalse();
    assertThat(state(partition)).isEqualTo("no_run");
  }

  @Test
  void aDeletedSessionHasNoDocument() {
    ProjectedPartition partition = ProjectedPartition.of(NOON, session(1, null));
    partition.apply(NOON, new LogRecord.Delete(session(1, null).key()), mark(2));
    assertThat(partition.session(SESSION).content()).isNull();
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
    return row(
        SourceTable.MANAGED_TENANT_ONBOARDING_SESSIONS,
        SESSION,
        "workspace_id",
        workspace,
        "tenant_id",
        TENANT,
        "state.verification_operation_run_id",
        run);
  }

  private static RowImage run(long id, @Nullable Long tenant, String type) {
    return row(
        SourceTable.OPERATION_RUNS,
        id,
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
