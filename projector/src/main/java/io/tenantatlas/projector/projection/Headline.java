package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Measure.Ranking;
import io.tenantatlas.projector.projection.badge.BadgeDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headline's definition: what a list of tenants shows of each. Its KPIs are those of the KPI
 * document.
 */
final class Headline {

  private static final Ranking TENANT =
      new Ranking(SourceTable.TENANTS, Condition.always(), "created_at", 1);

  private Headline() {}

  /** The document of kind {@code headline}. */
  static DocumentDefinition definition(DocumentDefinition kpis) {
    List<Field> fields = new ArrayList<>();
    fields.add(Field.of("name", List.of(TENANT), Headline::name));
    fields.add(
        Field.of(
            "status",
            List.of(TENANT),
            measured -> BadgeSummary.badge(BadgeDomain.TENANT_STATUS, measured.first(TENANT))));
    fields.add(kpi(kpis, "high_findings", "dashboard.drift.open_findings.high"));
    fields.add(kpi(kpis, "open_findings", "dashboard.drift.open_findings.total"));
    fields.add(kpi(kpis, "drift_stale", "dashboard.drift.stale"));
    fields.add(kpi(kpis, "active_operations", "operations.active"));
    fields.add(kpi(kpis, "failed_7d", "operations.failed_7d"));
    fields.add(kpi(kpis, "partial_7d", "operations.partial_7d"));
    fields.add(kpi(kpis, "total_items", "inventory.total_items"));
    fields.add(kpi(kpis, "coverage_percent", "inventory.coverage_percent"));
    fields.add(needsAttention(kpis.field("dashboard.needs_attention")));
    return new DocumentDefinition(DocumentKind.HEADLINE, fields);
  }

  private static @Nullable Object name(Measured measured) {
    var tenant = measured.first(TENANT);
    return tenant == null ? null : tenant.text("name");
  }

  private static Field kpi(DocumentDefinition kpis, String name, String path) {
    Field field = kpis.field(path);
    return new Field("kpis." + name, field.measures(), field.value(), field.deadline());
  }

  /** How many reasons there are. */
  private static Field needsAttention(Field reasons) {
    return new Field(
        "kpis.needs_attention",
        reasons.measures(),
        measured ->
            reasons.value().apply(measured) instanceof List<?> list ? (long) list.size() : 0L,
        reasons.deadline());
  }
}
