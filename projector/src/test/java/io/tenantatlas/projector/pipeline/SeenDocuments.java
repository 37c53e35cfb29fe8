package io.tenantatlas.projector.pipeline;

import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.StoredDocument;
import io.tenantatlas.projector.store.StoredSession;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The documents of one partition as they were last seen. Whenever they are looked at again, they
 * must be those that the source has, and only what changed may be new.
 */
final class SeenDocuments {

  private static final String ONBOARDING = "onboarding session";

  private final InMemoryReadModel stored;
  private final int partition;
  private final Map<Key, Seen> seen = new HashMap<>();
  private final Map<Key, Verified> verified = new HashMap<>();

  private record Key(String kind, long id) {}

  private record Seen(long version, Instant changedAt, @Nullable String content) {
    private static final Seen NOTHING = new Seen(0, Instant.EPOCH, null);
  }

  /** A content that has been found to be what was expected. */
  private record Verified(String content, Map<String, JsonNode> expected) {}

  SeenDocuments(InMemoryReadModel stored, int partition) {
    this.stored = stored;
    this.partition = partition;
  }

  /**
   * Looks at all documents of a tenant.
   *
   * @param source the source as it must be shown; null when documents must not have changed
   */
  void checkTenant(long tenant, PartitionProgress progress, @Nullable NaiveDocuments source) {
    for (String kind : NaiveDocuments.KINDS) {
      StoredDocument document = stored.document(tenant, kind);
      Seen now =
          document == null
              ? Seen.NOTHING
              : new Seen(document.version(), document.changedAt(), document.content());
      Map<String, JsonNode> expected =
          source == null ? null : source.ofTenant(kind, tenant, progress.asOf());
      check(new Key(kind, tenant), now, expected, progress.asOf());
    }
  }

  /** Looks at what the partition says of an onboarding session. */
  void checkSession(long id, PartitionProgress progress, @Nullable NaiveDocuments source) {
    StoredSession session =
        Objects.requireNonNullElse(stored.session(partition, id), StoredSession.unknown(id));
    Key key = new Key(ONBOARDING, id);
    Seen now = new Seen(session.version(), session.changedAt(), session.content());
    if (source == null) {
      check(key, now, null, progress.asOf());
      return;
    }
    NaiveDocuments.SessionDocument expected = source.ofSession(id);
    if (expected == null
        || Partitioning.partitionOf(expected.tenant(), progress.partitions()) != partition) {
      check(key, now, Map.of(), progress.asOf());
    } else {
      check(key, now, expected.documents(), progress.asOf());
      requireOwner(expected, session);
    }
    require(!(progress.atBoundary() && session.dirty()), "session " + id + " lags", false, session);
  }

  /** Fails unless the session is kept under the workspace and the tenant that it has. */
  static void requireOwner(NaiveDocuments.SessionDocument expected, StoredSession session) {
    require(
        Objects.equals(expected.workspace(), session.workspaceId())
            && Objects.equals(expected.tenant(), session.tenantId()),
        "workspace and tenant of session " + session.sessionId(),
        expected.workspace() + " " + expected.tenant(),
        session.workspaceId() + " " + session.tenantId());
  }

  private void check(Key key, Seen now, @Nullable Map<String, JsonNode> expected, Instant asOf) {
    Seen before = seen.getOrDefault(key, Seen.NOTHING);
    if (Objects.equals(before.content(), now.content())) {
      require(before.equals(now), "unchanged " + key, before, now);
    } else {
      Seen changed = new Seen(before.version() + 1, asOf, now.content());
      require(changed.equals(now), "changed " + key, changed, now);
    }
    if (expected == null) {
      require(before.equals(now), "while nothing may change, " + key, before, now);
    } else {
      checkContent(key, now.content(), expected);
    }
    seen.put(key, now);
  }

  private void checkContent(Key key, @Nullable String content, Map<String, JsonNode> expected) {
    if (content == null || expected.isEmpty()) {
      require(content == null && expected.isEmpty(), key.toString(), expected, content);
      return;
    }
    Verified now = new Verified(content, expected);
    if (!now.equals(verified.get(key))) {
      Map<String, JsonNode> answers =
          key.kind().startsWith("surface.") || key.kind().equals(ONBOARDING)
              ? StoredAnswers.ofSurface(content)
              : StoredAnswers.same(content);
      require(expected.equals(answers), key.toString(), expected, answers);
      verified.put(key, now);
    }
  }

  /** Fails unless it holds. */
  static void require(
      boolean holds, String what, @Nullable Object expected, @Nullable Object actual) {
    if (!holds) {
      throw new AssertionError(
          "%s%n  expected: %s%n  but was:  %s".formatted(what, expected, actual));
    }
  }
}
