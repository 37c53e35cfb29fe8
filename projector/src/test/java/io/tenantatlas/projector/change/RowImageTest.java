package io.tenantatlas.projector.change;

import static io.tenantatlas.projector.change.RowFixture.row;
import static io.tenantatlas.projector.change.RowFixture.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowImageTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

  @Test
  void aRowBelongsToTheTenantOfItsTenantColumn() {
    assertThat(row(SourceTable.FINDINGS, 1, "tenant_id", 42L).tenantId()).isEqualTo(42L);
    assertThat(row(SourceTable.OPERATION_RUNS, 1, "tenant_id", null).tenantId()).isNull();
  }

  @Test
  void aTenantsRowBelongsToItself() {
    assertThat(row(SourceTable.TENANTS, 42).tenantId()).isEqualTo(42L);
  }

  @Test
  void valuesAreReadByTheirType() {
    RowImage run =
        row(
            SourceTable.ENTRA_GROUP_SYNC_RUNS,
            7,
            "tenant_id",
            42L,
            "status",
            "running",
            "safety_stop_triggered",
            false,
            "created_at",
            NOON);
    assertThat(run.integer("id")).isEqualTo(7L);
    assertThat(run.integer("tenant_id")).isEqualTo(42L);
    assertThat(run.text("status")).isEqualTo("running");
    assertThat(run.bool("safety_stop_triggered")).isFalse();
    assertThat(run.instant("created_at")).isEqualTo(NOON);
    assertThat(run.instant("finished_at")).isNull();
  }

  @Test
  void whatWasNotSentIsTakenFromTheEarlierImage() {
    RowImage earlier =
        row(SourceTable.FINDINGS, 1, "tenant_id", 42L, "scope_key", "a long one", "status", "new");
    RowImage update = sent(SourceTable.FINDINGS, 1, "tenant_id", 42L, "status", "closed");
    RowImage kept = update.keptOver(earlier);
    assertThat(kept.text("scope_key")).isEqualTo("a long one");
    assertThat(kept.text("status")).isEqualTo("closed");
  }

  @Test
  void whatWasSentAsNullIsNull() {
    RowImage earlier = row(SourceTable.FINDINGS, 1, "tenant_id", 42L, "scope_key", "old");
    RowImage update = sent(SourceTable.FINDINGS, 1, "tenant_id", null, "scope_key", null);
    RowImage kept = update.keptOver(earlier);
    assertThat(kept.text("scope_key")).isNull();
    assertThat(kept.tenantId()).isNull();
  }

  @Test
  void whatWasNeverSentIsNull() {
    RowImage kept = sent(SourceTable.FINDINGS, 1, "status", "new").keptOver(null);
    assertThat(kept.values())
        .containsOnlyKeys(
            "tenant_id", "scope_key", "severity", "status", "created_at", "updated_at")
        .containsEntry("status", "new")
        .containsEntry("scope_key", null);
  }

  @Test
  void aMemberOfJsonThatWasNotSentIsTakenFromTheEarlierImage() {
    String report = "context.verification_report";
    RowImage earlier = row(SourceTable.OPERATION_RUNS, 1, report, "{}", "status", "running");
    RowImage update = sent(SourceTable.OPERATION_RUNS, 1, "status", "completed");
    assertThat(update.keptOver(earlier).text(report)).isEqualTo("{}");
    RowImage removed = sent(SourceTable.OPERATION_RUNS, 1, report, null);
    assertThat(removed.keptOver(earlier).text(report)).isNull();
  }

  @Test
  void largeJsonIsNotKept() {
    RowImage item =
        sent(SourceTable.INVENTORY_ITEMS, 1, "meta_jsonb", "{}", "policy_type", "mobileApp");
    assertThat(item.keptOver(null).values())
        .containsEntry("policy_type", "mobileApp")
        .doesNotContainKey("meta_jsonb");
  }

  @Test
  void columnsThatAreNotUsedAreNotKept() {
    assertThat(sent(SourceTable.TENANTS, 1, "secret", "x").keptOver(null).values())
        .doesNotContainKey("secret");
  }

  @Test
  void theValuesAreACopyAndCannotBeChanged() {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("status", "new");
    RowImage image = RowFixture.image(new RowKey(SourceTable.FINDINGS, 1), values);
    values.put("status", "closed");
    assertThat(image.text("status")).isEqualTo("new");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> image.values().put("status", "closed"));
  }
}
