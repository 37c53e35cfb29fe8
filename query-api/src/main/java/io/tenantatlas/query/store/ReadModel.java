package io.tenantatlas.query.store;

/**
 * The read model that the projector keeps. All methods are safe for many threads and throw {@link
 * ReadModelUnavailableException} when the read model cannot be read.
 */
public interface ReadModel {

  /** The tenant's KPI document with its progress, from one snapshot. */
  TenantRead read(long tenantId);

  /** The positions of all partitions. */
  Positions positions();

  /** The state of the whole read model. */
  ReadModelStatus status();
}
