package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Contribution;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.TenantState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a step has changed of its tenants' measures, summed up until it is saved. */
final class TenantChanges {

  private final Map<Long, TenantChange> changes = new LinkedHashMap<>();

  /**
   * One tenant's: what its sums gain, and whether its tenants row went ({@code true}) or came
   * ({@code false}).
   */
  private static final class TenantChange {
    private final Map<String, Long> gained = new HashMap<>();
    private @Nullable Boolean removed;
  }

  /**
   * A row that contributed {@code lost} now contributes {@code gained}; null where there is no row.
   */
  void move(
      @Nullable RowImage before, Contribution lost, @Nullable RowImage after, Contribution gained) {
    add(before, lost, -1);
    add(after, gained, 1);
    noteTenantRow(before, after);
  }

  private void add(@Nullable RowImage row, Contribution contribution, int sign) {
    Long tenant = row == null ? null : row.tenantId();
    if (tenant != null) {
      Map<String, Long> sums = of(tenant).gained;
      contribution.sums().forEach((name, amount) -> sums.merge(name, sign * amount, Long::sum));
    }
  }

  private void noteTenantRow(@Nullable RowImage before, @Nullable RowImage after) {
    RowImage row = after != null ? after : before;
    if (row != null && row.key().table() == SourceTable.TENANTS) {
      of(row.key().id()).removed = after == null;
    }
  }

  void noteTenantGone(long tenant) {
    of(tenant).removed = true;
  }

  private TenantChange of(long tenant) {
    return changes.computeIfAbsent(tenant, id -> new TenantChange());
  }

  /** The tenants that changed. */
  Set<Long> ids() {
    return changes.keySet();
  }

  /**
   * Adds the changes to the stored states, leaving a note that documents lag behind when {@code
   * dirty}.
   */
  void save(ReadModel.Transaction transaction, boolean dirty) {
    Map<Long, TenantState> stored = transaction.tenants(changes.keySet());
    List<TenantState> states = new ArrayList<>();
    changes.forEach(
        (id, change) -> {
          TenantState state = stored.getOrDefault(id, TenantState.empty(id));
          boolean removed = change.removed == null ? state.removed() : change.removed;
          states.add(
              new TenantState(
                  id,
                  sum(state.sums(), change.gained),
                  removed,
                  dirty || state.dirty(),
                  state.nextDeadline()));
        });
    transaction.saveTenants(states);
  }

  private static Map<String, Long> sum(Map<String, Long> stored, Map<String, Long> gained) {
    Map<String, Long> sums = new HashMap<>(stored);
    gained.forEach((name, amount) -> sums.merge(name, amount, Long::sum));
    sums.values().removeIf(amount -> amount == 0);
    return sums;
  }
}
