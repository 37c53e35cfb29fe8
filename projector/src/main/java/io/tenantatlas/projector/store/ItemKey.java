package io.tenantatlas.projector.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An inventory item as others refer to it.
 *
 * @param tenantId its tenant
 * @param externalId its {@code external_id}, of at most {@link #MAX_LENGTH} characters
 */
public record ItemKey(long tenantId, String externalId) implements Comparable<ItemKey> {

  /** Items with longer external ids take no part in links; in characters, not UTF-16 units. */
  public static final int MAX_LENGTH = 255;

  /** Whether items with this external id take part in links. */
  public static boolean takesPart(@Nullable String externalId) {
    return externalId != null && externalId.codePointCount(0, externalId.length()) <= MAX_LENGTH;
  }

  /** By tenant, then external id, in the order in which the read model has them. */
  @Override
  public int compareTo(ItemKey other) {
    int byTenant = Long.compare(tenantId, other.tenantId);
    return byTenant != 0 || externalId.equals(other.externalId)
        ? byTenant
        : Arrays.compareUnsigned(externalId.getBytes(UTF_8), other.externalId.getBytes(UTF_8));
  }
}
