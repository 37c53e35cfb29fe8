package io.tenantatlas.projector.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a partition keeps of an onboarding session beside its row: the document, and what it
 * depended on when it was rendered.
 *
 * @param sessionId the session
 * @param workspaceId its workspace; null when its row was gone
 * @param tenantId its tenant; null when it has none
 * @param runId the run that it refers to; null when it refers to none
 * @param runTenantId that run's tenant; null when the run had none or was not in this partition
 * @param runHere whether the run was in this partition
 * @param dirty something changed since the document was rendered
 * @param version rises by one whenever the content changes, and never falls
 * @param changedAt the as-of instant of that change
 * @param content the JSON object without {@code workspace_id}, {@code session_id}, {@code version}
 *     and {@code changed_at}; null when this partition has nothing to say of the session
 */
public record StoredSession(
    long sessionId,
    @Nullable Long workspaceId,
    @Nullable Long tenantId,
    @Nullable Long runId,
    @Nullable Long runTenantId,
    boolean runHere,
    boolean dirty,
    long version,
    Instant changedAt,
    @Nullable String content) {

  /** Of a session that nothing is known of. */
  public static StoredSession unknown(long sessionId) {
    return new StoredSession(
        sessionId, null, null, null, null, false, false, 0, Instant.EPOCH, null);
  }

  /** The same, with the note that something has changed since. */
  public StoredSession lagging() {
    return new StoredSession(
        sessionId,
        workspaceId,
        tenantId,
        runId,
        runTenantId,
        runHere,
        true,
        version,
        changedAt,
        content);
  }
}
