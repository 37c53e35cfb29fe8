package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.TenantState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Renders tenants' documents at one instant, and stores those whose content has changed. */
final class Documents {

  private static final String KPI = "kpi";

  private final Projection projection;
  private final ReadModel.Transaction transaction;
  private final Instant asOf;
  private final int tenantsAtOnce;
  private final List<RankingHead> heads;

  Documents(
      Projection projection, ReadModel.Transaction transaction, Instant asOf, int tenantsAtOnce) {
    this.projection = projection;
    this.transaction = transaction;
    this.asOf = asOf;
    this.tenantsAtOnce = tenantsAtOnce;
    this.heads =
        projection.rankings().entrySet().stream()
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
    Map<Long, StoredDocument> stored = transaction.documents(tenantIds, KPI);
    List<StoredDocument> changed = new ArrayList<>();
    List<TenantState> rendered = new ArrayList<>();
    for (long id : tenantIds) {
      TenantState state = states.getOrDefault(id, TenantState.empty(id));
      Map<String, List<RowImage>> rows = ranked.getOrDefault(id, Map.of());
      StoredDocument document = document(state, rows, stored.get(id));
      if (document != null) {
        changed.add(document);
      }
      TenantState after =
          new TenantState(
              id, state.sums(), state.removed(), false, projection.deadline(rows, asOf));
      if (!after.equals(state)) {
        rendered.add(after);
      }
    }
    transaction.saveTenants(rendered);
    transaction.saveDocuments(KPI, changed);
  }

  /** The tenant's new document, or null when the stored one is right. */
  private @Nullable StoredDocument document(
      TenantState state, Map<String, List<RowImage>> rows, @Nullable StoredDocument stored) {
    String content =
        projection.hasDocuments(state.sums(), state.removed())
            ? DocumentJson.write(projection.document(state.sums(), rows, asOf))
            : null;
    if (Objects.equals(content, stored == null ? null : stored.content())) {
      return null;
    }
    long version = stored == null ? 1 : stored.version() + 1;
    return new StoredDocument(state.tenantId(), version, asOf, content);
  }
}
