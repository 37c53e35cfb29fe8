package io.tenantatlas.projector.projection;

import io.tenantatlas.projector.projection.view.Links;
import java.util.List;

/**
 * What of the documents' definitions is configurable.
 *
 * @param driftScanTypes run types that count as a drift scan
 * @param inventorySyncType the run type of an inventory synchronization
 * @param verificationTypes run types that count as a tenant's verification
 * @param maxReportBytes of a verification report that is shown, as JSON in UTF-8
 * @param links where TenantAtlas shows runs
 * @param policyTypes the policy-type catalog
 */
public record ProjectionSettings(
    List<String> driftScanTypes,
    String inventorySyncType,
    List<String> verificationTypes,
    long maxReportBytes,
    Links links,
    PolicyTypeCatalog policyTypes) {}
