package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.SourcePosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a partition keeps of an onboarding session beside its row: the document, and what it
 * depended on when it was rendered.
 *
 * @param sessionId the session
 * @param workspaceId its workspace; null when its row was gone
 * @param tenantId its tenant; null when it has none
 * @param runId the run that it names, whether it may show it or not; null when it names none
 * @param dirty something changed since the document was rendered
 * @param version rises by one whenever the content changes, and never falls
 * @param changedAt the as-of instant of that change
 * @param since the partition has had this content, or none, at every position from this one on
 * @param content the JSON object without {@code workspace_id}, {@code session_id}, {@code version}
 *     and {@code changed_at}; null when the session is not in this partition
 */
public record StoredSession(
    long sessionId,
    @Nullable Long workspaceId,
    @Nullable Long tenantId,
    @Nullable Long runId,
    boolean dirty,
    long version,
    Instant changedAt,
    SourcePosition since,
    @Nullable String content) {

  /** Of a session that nothing is known of. */
  public static StoredSession unknown(long sessionId) {
    return new StoredSession(
        sessionId, null, null, null, false, 0, Instant.EPOCH, SourcePosition.ZERO, null);
  }

  /** The same, without the position since which it has been so. */
  public StoredSession withoutPosition() {
    return new StoredSession(
        sessionId,
        workspaceId,
        tenantId,
        runId,
        dirty,
        version,
        changedAt,
        SourcePosition.ZERO,
        content);
  }

  /** The same, with the note that something has changed since. */
  public StoredSession lagging() {
    return new StoredSession(
        sessionId, workspaceId, tenantId, runId, true, version, changedAt, since, content);
  }
}
