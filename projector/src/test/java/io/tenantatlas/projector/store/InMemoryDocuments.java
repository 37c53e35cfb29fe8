package io.tenantatlas.projector.store;

import io.tenantatlas.projector.projection.DocumentKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The documents of one partition in memory; a transaction works on a copy. */
final class InMemoryDocuments {

  private static final Comparator<Saved> BY_STEP =
      Comparator.comparing(Saved::step)
          .thenComparing(saved -> saved.document().tenantId())
          .thenComparing(saved -> saved.document().kind());

  private final Map<Key, Saved> documents = new HashMap<>();

  private record Key(long tenantId, String kind) {}

  /** A document, the step that changed it, and what its topic is known to have. */
  private record Saved(StoredDocument document, long step, @Nullable String said) {}

  InMemoryDocuments copy() {
    InMemoryDocuments copy = new InMemoryDocuments();
    copy.documents.putAll(documents);
    return copy;
  }

  @Nullable StoredDocument get(long tenantId, String kind) {
    Saved saved = documents.get(new Key(tenantId, kind));
    return saved == null ? null : saved.document();
  }

  List<StoredDocument> of(Collection<Long> tenantIds) {
    return documents.values().stream()
        .map(Saved::document)
        .filter(document -> tenantIds.contains(document.tenantId()))
        .toList();
  }

  void save(Collection<StoredDocument> saved, ChangeStep step, long published) {
    for (StoredDocument document : saved) {
      Saved before = documents.get(new Key(document.tenantId(), document.kind()));
      documents.put(
          new Key(document.tenantId(), document.kind()),
          new Saved(document, step.number(), said(before, published)));
      step.take();
    }
  }

  private static @Nullable String said(@Nullable Saved before, long published) {
    if (before == null || !DocumentKind.published().contains(before.document().kind())) {
      return null;
    }
    return before.step() <= published ? before.document().content() : before.said();
  }

  List<DocumentChange> changes(
      long published, @Nullable DocumentChange after, int limit, Provenance provenance) {
    Saved last = after == null ? null : new Saved(after.document(), after.step(), null);
    return documents.values().stream()
        .filter(saved -> DocumentKind.published().contains(saved.document().kind()))
        .filter(saved -> saved.step() > published)
        .filter(saved -> last == null || BY_STEP.compare(saved, last) > 0)
        .sorted(BY_STEP)
        .limit(limit)
        .map(saved -> new DocumentChange(saved.document(), saved.step(), saved.said(), provenance))
        .toList();
  }

  void forgetSaid(long published) {
    documents.replaceAll(
        (key, saved) ->
            saved.step() > published ? new Saved(saved.document(), saved.step(), null) : saved);
  }
}
