package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.projection.DocumentKind;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.TenantState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renders tenants' documents at one instant, and stores those whose content has changed. */
final class Documents {

  private final Projection projection;
  private final ReadModel.Transaction transaction;
  private final Instant asOf;
  private final int tenantsAtOnce;
  private final Map<String, Integer> counts;
  private final List<RankingHead> heads;

  /**
   * @param counts is told how many documents of each kind change
   */
  Documents(
      Projection projection,
      ReadModel.Transaction transaction,
      Instant asOf,
      int tenantsAtOnce,
      Map<String, Integer> counts) {
    this.counts = counts;
    this.projection = projection;
    this.transaction = transaction;
    this.asOf = asOf;
    this.tenantsAtOnce = tenantsAtOnce;
    this.heads =
        projection.measures().rankings().entrySet().stream()
            .map(
                entry ->
                    new RankingHead(
                        entry.getKey(), entry.getValue().table(), entry.getValue().limit()))
            .toList();
  }

  void render(Collection<Long> tenantIds) {
    List<Long> all = List.copyOf(tenantIds);
    for (int start = 0; start < all.size(); start += tenantsAtOnce) {
      renderSome(all.subList(start, Math.min(all.size(), start + tenantsAtOnce)));
    }
  }

  private void renderSome(List<Long> tenantIds) {
    Map<Long, TenantState> states = transaction.tenants(tenantIds);
    Map<Long, Map<String, List<RowImage>>> ranked = transaction.ranked(tenantIds, heads);
    Map<Long, Map<String, StoredDocument>> stored = stored(tenantIds);
    List<StoredDocument> changed = new ArrayList<>();
    List<TenantState> rendered = new ArrayList<>();
    for (long id : tenantIds) {
      TenantState state = states.getOrDefault(id, TenantState.empty(id));
      Map<String, List<RowImage>> rows = ranked.getOrDefault(id, Map.of());
      changed.addAll(changed(state, rows, stored.getOrDefault(id, Map.of())));
      TenantState after =
          new TenantState(
              id, state.sums(), state.removed(), false, projection.deadline(rows, asOf));
      if (!after.equals(state)) {
        rendered.add(after);
      }
    }
    transaction.saveTenants(rendered);
    transaction.saveDocuments(changed);
    changed.forEach(document -> counts.merge(document.kind(), 1, Integer::sum));
  }

  private Map<Long, Map<String, StoredDocument>> stored(List<Long> tenantIds) {
    Map<Long, Map<String, StoredDocument>> stored = new HashMap<>();
    for (StoredDocument document : transaction.documents(tenantIds)) {
      stored
          .computeIfAbsent(document.tenantId(), id -> new HashMap<>())
          .put(document.kind(), document);
    }
    return stored;
  }

  /** Those of the tenant's documents that differ from the stored ones. */
  private List<StoredDocument> changed(
      TenantState state, Map<String, List<RowImage>> rows, Map<String, StoredDocument> stored) {
    boolean has = projection.hasDocuments(state.sums(), state.removed());
    Map<DocumentKind, Map<String, @Nullable Object>> documents =
        has ? projection.documents(state.sums(), rows, asOf) : Map.of();
    List<StoredDocument> changed = new ArrayList<>();
    for (DocumentKind kind : DocumentKind.values()) {
      Map<String, @Nullable Object> document = documents.get(kind);
      String content = document == null ? null : DocumentJson.write(document);
      StoredDocument before = stored.get(kind.kindName());
      if (!Objects.equals(content, before == null ? null : before.content())) {
        long version = before == null ? 1 : before.version() + 1;
        changed.add(new StoredDocument(state.tenantId(), kind.kindName(), version, asOf, content));
      }
    }
    return changed;
  }
}
