package io.tenantatlas.query.store;

/** Names a document of the read model. */
public sealed interface DocumentKey {

  /** A tenant's document of one kind. The tenant's partition has it. */
  record OfTenant(long tenantId, String kind) implements DocumentKey {}

  /** The verification of an onboarding session. Any partition may have it: that of the run. */
  record OfSession(long workspaceId, long sessionId) implements DocumentKey {}
}
