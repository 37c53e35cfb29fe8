package io.tenantatlas.projector.change;

import static io.tenantatlas.projector.change.Column.bool;
import static io.tenantatlas.projector.change.Column.instant;
import static io.tenantatlas.projector.change.Column.integer;
import static io.tenantatlas.projector.change.Column.json;
import static io.tenantatlas.projector.change.Column.references;
import static io.tenantatlas.projector.change.Column.text;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A captured table of TenantAtlas and the columns that are used of it. Every table has a {@code
 * bigint} primary key {@code id}. Columns of the source that are not listed here are neither
 * captured nor required; a listed column that the source lacks is a start-up error.
 */
public enum SourceTable {
  TENANTS(
      "id",
      integer("workspace_id"),
      text("name"),
      text("status"),
      bool("is_current"),
      instant("created_at"),
      instant("updated_at")),
  OPERATION_RUNS(
      "tenant_id",
      integer("workspace_id"),
      integer("tenant_id"),
      text("type"),
      text("status"),
      text("outcome"),
      json("context", new Column.Member("verification_report", Column.Type.JSON)),
      json("summary_counts"),
      json("failure_summary"),
      instant("created_at"),
      instant("started_at"),
      instant("completed_at")),
  INVENTORY_ITEMS(
      "tenant_id",
      integer("tenant_id"),
      text("external_id"),
      text("policy_type"),
      text("display_name"),
      references("meta_jsonb"),
      instant("created_at"),
      instant("updated_at")),
  INVENTORY_SYNC_RUNS(
      "tenant_id",
      integer("tenant_id"),
      text("selection_hash"),
      json("selection_payload"),
      text("status"),
      bool("had_errors"),
      json("error_codes"),
      json("error_context"),
      instant("started_at"),
      instant("finished_at"),
      instant("created_at")),
  FINDINGS(
      "tenant_id",
      integer("tenant_id"),
      text("scope_key"),
      text("severity"),
      text("status"),
      instant("created_at"),
      instant("updated_at")),
  BACKUP_SCHEDULE_RUNS(
      "tenant_id",
      integer("tenant_id"),
      text("status"),
      instant("started_at"),
      instant("finished_at"),
      instant("created_at")),
  ENTRA_GROUP_SYNC_RUNS(
      "tenant_id",
      integer("tenant_id"),
      text("status"),
      bool("safety_stop_triggered"),
      instant("started_at"),
      instant("finished_at"),
      instant("created_at")),
  RESTORE_RUNS(
      "tenant_id",
      integer("tenant_id"),
      text("status"),
      instant("started_at"),
      instant("completed_at"),
      instant("created_at")),
  MANAGED_TENANT_ONBOARDING_SESSIONS(
      "tenant_id",
      integer("workspace_id"),
      integer("tenant_id"),
      json("state", new Column.Member("verification_operation_run_id", Column.Type.INTEGER)),
      instant("completed_at"),
      instant("created_at"));

  /** The primary key of every captured table. */
  public static final String ID = "id";

  /** Kept of a run: its verification report, as JSON. */
  public static final String VERIFICATION_REPORT = "context.verification_report";

  /** Kept of an onboarding session: the run that it refers to. */
  public static final String VERIFICATION_RUN_ID = "state.verification_operation_run_id";

  /** Kept of an inventory item: what its payload refers to, as JSON. */
  public static final String REFERENCES = "meta_jsonb.references";

  private static final Map<String, SourceTable> BY_NAME = new LinkedHashMap<>();

  static {
    for (SourceTable table : values()) {
      BY_NAME.put(table.tableName(), table);
    }
  }

  private final String tableName = name().toLowerCase(Locale.ROOT);
  private final String tenantColumn;
  private final List<Column> columns;
  private final List<Column.Kept> keptColumns;

  SourceTable(String tenantColumn, Column... columns) {
    this.tenantColumn = tenantColumn;
    this.columns = List.of(columns);
    this.keptColumns = this.columns.stream().flatMap(column -> column.kept().stream()).toList();
  }

  /** The table's name in the source, without schema. */
  public String tableName() {
    return tableName;
  }

  /**
   * The column that says whose row it is: {@code tenant_id}, or {@code id} for the tenants
   * themselves.
   */
  public String tenantColumn() {
    return tenantColumn;
  }

  /** The used columns, without the primary key. */
  public List<Column> columns() {
    return columns;
  }

  /** What the projector keeps of a row in its last image. */
  public List<Column.Kept> keptColumns() {
    return keptColumns;
  }

  /** Whether an unchanged large value of this table can arrive without its content (TOAST). */
  public boolean hasLargeColumns() {
    return columns.stream().anyMatch(Column::mayBeLarge);
  }

  /** The table of that name, empty when it is none of the captured ones. */
  public static Optional<SourceTable> byName(String tableName) {
    return Optional.ofNullable(BY_NAME.get(tableName));
  }

  /** Identifies the captured tables and columns. */
  public static String fingerprint() {
    List<String> tables =
        Arrays.stream(values()).map(table -> table.tableName() + table.columns()).toList();
    return String.format(Locale.ROOT, "%08x", tables.hashCode());
  }

  /** All captured tables' names, in declaration order. */
  public static List<String> names() {
    return Arrays.stream(values()).map(SourceTable::tableName).toList();
  }
}
