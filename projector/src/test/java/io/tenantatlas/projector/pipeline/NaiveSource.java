package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.SourceTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All rows of the source at one moment, as naive documents look at them.
 *
 * @param tables the rows of each table
 * @param deletedTenants tenants whose tenants row was deleted and has not come back
 */
record NaiveSource(Map<SourceTable, List<NaiveRow>> tables, Set<Long> deletedTenants) {

  /** Whether the tenant has documents. */
  boolean exists(long tenant) {
    if (row(SourceTable.TENANTS, tenant) != null) {
      return true;
    }
    if (deletedTenants.contains(tenant)) {
      return false;
    }
    for (SourceTable table : SourceTable.values()) {
      if (!rows(table, tenant).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** The tenant's rows. */
  List<NaiveRow> rows(SourceTable table, long tenant) {
    List<NaiveRow> rows = new ArrayList<>();
    for (NaiveRow row : rows(table)) {
      Object owner = table == SourceTable.TENANTS ? Long.valueOf(row.id()) : row.get("tenant_id");
      if (Objects.equals(owner, tenant)) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** The row with this id; null when there is none, and when the id is null. */
  @Nullable NaiveRow row(SourceTable table, @Nullable Long id) {
    for (NaiveRow row : rows(table)) {
      if (id != null && row.id() == id) {
        return row;
      }
    }
    return null;
  }

  private List<NaiveRow> rows(SourceTable table) {
    return tables.getOrDefault(table, List.of());
  }

  /** The first rows by creation, latest first, and then by id, greatest first; nulls are last. */
  static List<NaiveRow> latest(List<NaiveRow> rows, int limit) {
    Comparator<NaiveRow> byInstant =
        Comparator.comparing(
            row -> row.instant("created_at"), Comparator.nullsFirst(Comparator.naturalOrder()));
    return rows.stream()
        .sorted(byInstant.thenComparing(NaiveRow::id).reversed())
        .limit(limit)
        .toList();
  }
}
