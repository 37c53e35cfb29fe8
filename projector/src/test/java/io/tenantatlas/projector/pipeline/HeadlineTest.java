package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a list of tenants shows of each. */
class HeadlineTest {

  private static final long TENANT = 42;
  private static final Instant AS_OF = Instant.parse("2026-11-21T20:00:00Z");

  @Test
  void aTenantIsShownWithItsNameItsStatusAndWhatMattersOfItsKpis() {
    ProjectedPartition partition =
        ProjectedPartition.of(
            AS_OF,
            tenant("Contoso \"Süd\"", "active"),
            finding(1, "high", "new"),
            finding(2, "low", "open"),
            finding(3, "high", "closed"),
            run(1, "running", null),
            run(2, "completed", "failed"),
            run(3, "completed", "partial"),
            item(1, "deviceConfiguration"),
            item(2, "namedLocation"),
            item(3, "deviceConfiguration"));
    assertThat(partition.headline(TENANT))
        .isEqualTo(
            """
            {"name":"Contoso \\"Süd\\"",\
            "status":{"value":"active","label":"Active","color":"success","icon":"check-circle","known":true},\
            "kpis":{"high_findings":1,"open_findings":2,"drift_stale":true,"active_operations":1,"failed_7d":1,\
            "partial_7d":1,"total_items":3,"coverage_percent":66.7,"needs_attention":3}}\
            """);
  }

  @Test
  void aTenantWithoutItsRowIsShownWithWhatIsKnownOfIt() {
    assertThat(ProjectedPartition.of(AS_OF, finding(1, "low", "new")).headline(TENANT))
        .isEqualTo(
            """
            {"name":null,\
            "status":{"value":null,"label":"Unknown","color":"gray","icon":"question-mark-circle","known":false},\
            "kpis":{"high_findings":0,"open_findings":1,"drift_stale":true,"active_operations":0,"failed_7d":0,\
            "partial_7d":0,"total_items":0,"coverage_percent":null,"needs_attention":1}}\
            """);
  }

  @Test
  void itMovesWithTimeAlone() {
    ProjectedPartition partition =
        ProjectedPartition.of(AS_OF, tenant("Contoso", "active"), run(1, "completed", "failed"));
    assertThat(partition.headline(TENANT)).contains("\"failed_7d\":1", "\"needs_attention\":2");
    partition.tick(AS_OF.plus(Duration.ofDays(7)));
    assertThat(partition.headline(TENANT)).contains("\"failed_7d\":0", "\"needs_attention\":1");
  }

  @Test
  void itGoesWithTheTenant() {
    RowImage tenant = tenant("Contoso", "active");
    ProjectedPartition partition = ProjectedPartition.of(AS_OF, tenant);
    partition.apply(
        AS_OF,
        new LogRecord.Delete(tenant.key()),
        new LogRecord.ProgressMark(new SourcePosition(2), AS_OF, ProjectedPartition.HISTORY));
    assertThat(partition.headline(TENANT)).isEqualTo("null");
  }

  private static RowImage tenant(String name, String status) {
    return row(SourceTable.TENANTS, TENANT, "name", name, "status", status, "created_at", AS_OF);
  }

  private static RowImage finding(long id, String severity, String status) {
    return row(
        SourceTable.FINDINGS, id, "tenant_id", TENANT, "severity", severity, "status", status);
  }

  private static RowImage run(long id, String status, @Nullable String outcome) {
    return row(
        SourceTable.OPERATION_RUNS,
        id,
        "tenant_id",
        TENANT,
        "status",
        status,
        "outcome",
        outcome,
        "created_at",
        AS_OF.minusSeconds(60));
  }

  private static RowImage item(long id, String policyType) {
    return row(SourceTable.INVENTORY_ITEMS, id, "tenant_id", TENANT, "policy_type", policyType);
  }
}
