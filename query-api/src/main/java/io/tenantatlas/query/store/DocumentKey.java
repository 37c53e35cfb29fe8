package io.tenantatlas.query.store;

/** Names a document of the read model. */
public sealed interface DocumentKey {

  /** A document of one tenant. The tenant's partition has it. */
  sealed interface InTenant extends DocumentKey {
    long tenantId();
  }

  /** A tenant's document of one kind. */
  record OfTenant(long tenantId, String kind) implements InTenant {}

  /**
   * The edges of an inventory item.
   *
   * @param outbound how many edges from it, at most; 0 for none
   * @param inbound how many edges to it, at most; 0 for none
   */
  record OfItem(long tenantId, String externalId, int outbound, int inbound) implements InTenant {}

  /**
   * The edges to something that is no inventory item, such as a group.
   *
   * @param foundationType what it is
   * @param inbound how many edges, at most
   */
  record OfFoundation(long tenantId, String foundationType, String id, int inbound)
      implements InTenant {}

  /** What any partition may have, so that its absence is only as right as all of them are. */
  sealed interface InAny extends DocumentKey {}

  /**
   * The verification of an onboarding session. The partition of the session's tenant has it.
   *
   * @param tenants of which the session may be, if it is of any
   */
  record OfSession(long workspaceId, long sessionId, TenantFilter tenants) implements InAny {}

  /**
   * A page of the list of tenants, in order of their ids.
   *
   * @param tenants those that may be listed
   * @param after only ids greater than this
   * @param limit how many, at most
   */
  record OfCaller(TenantFilter tenants, long after, int limit) implements InAny {}
}
