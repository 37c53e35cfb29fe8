package io.tenantatlas.projector.projection;

import java.util.List;

/**
 * What of the KPI definitions is configurable.
 *
 * @param driftScanTypes run types that count as a drift scan
 * @param inventorySyncType the run type of an inventory synchronization
 * @param operationUrl the link to a run; {@code {id}} stands for its id
 * @param policyTypes the policy-type catalog
 */
public record KpiSettings(
    List<String> driftScanTypes,
    String inventorySyncType,
    String operationUrl,
    PolicyTypeCatalog policyTypes) {}
