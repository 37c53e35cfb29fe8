package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of tenants, of all partitions that are written here, and of each partition when
 * something will be due next and what is parked. When the former takes more bytes than it may, the
 * tenants that were not used for the longest time are forgotten. Bytes are estimated, rather too
 * many.
 *
 * <p>A partition's tenants are known inside a transaction that {@linkplain #begin begins} where the
 * last one {@linkplain #end ended}. A transaction changes what is known at once; if it does not
 * end, the next one begins with nothing.
 *
 * <p>Threads: any; a partition's tenants are read and changed by its transaction only.
 */
final class TenantMemory {

  private static final int BYTES_OF_OBJECT = 100;
  private static final int BYTES_OF_CHARACTER = 2;

  private final long maxBytes;
  private final Map<Key, Tenant> tenants = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Integer, PartitionProgress> ends = new HashMap<>();
  private final Map<Integer, KnownPartition> partitions = new HashMap<>();
  private final Map<String, SourceTable> tables = new ConcurrentHashMap<>();
  private long bytes;

  private record Key(int partition, long tenantId) {}

  /** What is known of one tenant; at first nothing. */
  static final class Tenant {
    boolean stateKnown;
    @Nullable TenantState state;
    @Nullable Map<String, StoredDocument> documents;
    final Map<String, RememberedRanking> rankings = new HashMap<>();
    private long bytes = BYTES_OF_OBJECT;

    private long weight() {
      long weight = BYTES_OF_OBJECT;
      if (state != null) {
        for (String name : state.sums().keySet()) {
          weight += bytes(name);
        }
      }
      if (documents != null) {
        for (StoredDocument document : documents.values()) {
          weight += bytes(document.content());
        }
      }
      for (RememberedRanking ranking : rankings.values()) {
        weight += BYTES_OF_OBJECT + ranking.bytes();
      }
      return weight;
    }
  }

  /**
   * What is known of one partition: before when none of its rows, and none of its tenants, is due
   * ({@link Instant#MIN} when that is not known, {@link Instant#MAX} when none ever is), and its
   * parked records; null when those are not known.
   */
  static final class KnownPartition {
    Instant rowsDue = Instant.MIN;
    Instant tenantsDue = Instant.MIN;
    @Nullable List<ParkedRecord> parked;

    /** A row has this edge now. */
    void rowAt(@Nullable Instant edge) {
      rowsDue = edge != null && edge.isBefore(rowsDue) ? edge : rowsDue;
    }

    /** A tenant has this deadline now. */
    void tenantAt(@Nullable Instant deadline) {
      tenantsDue = deadline != null && deadline.isBefore(tenantsDue) ? deadline : tenantsDue;
    }
  }

  TenantMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A transaction begins. */
  synchronized void begin(PartitionProgress expected) {
    if (!expected.equals(ends.remove(expected.partition()))) {
      forget(expected.partition());
    }
  }

  /** The transaction was committed. */
  synchronized void end(PartitionProgress stored) {
    ends.put(stored.partition(), stored);
  }

  /** Nothing is known of the partition's tenants any more. */
  synchronized void forget(int partition) {
    ends.remove(partition);
    partitions.remove(partition);
    tenants
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = entry.getKey().partition() == partition;
              bytes -= gone ? entry.getValue().bytes : 0;
              return gone;
            });
  }

  /** What is known of the partition as a whole. */
  synchronized KnownPartition of(int partition) {
    return partitions.computeIfAbsent(partition, number -> new KnownPartition());
  }

  /** What is known of the tenant; whoever changes it says so by {@link #changed}. */
  synchronized Tenant of(int partition, long tenantId) {
    return tenants.computeIfAbsent(
        new Key(partition, tenantId),
        key -> {
          bytes += BYTES_OF_OBJECT;
          return new Tenant();
        });
  }

  /** What is known of the tenant is something else. */
  synchronized void changed(int partition, long tenantId) {
    Tenant tenant = tenants.get(new Key(partition, tenantId));
    if (tenant != null) {
      bytes -= tenant.bytes;
      tenant.bytes = tenant.weight();
      bytes += tenant.bytes;
    }
    Iterator<Tenant> longestUnused = tenants.values().iterator();
    while (bytes > maxBytes && longestUnused.hasNext()) {
      bytes -= longestUnused.next().bytes;
      longestUnused.remove();
    }
  }

  /** About how many bytes are taken. */
  synchronized long bytes() {
    return bytes;
  }

  /** The table of the ranking's rows; null of a ranking of which nothing was ever remembered. */
  @Nullable SourceTable table(String ranking) {
    return tables.get(ranking);
  }

  /** Notes the table of a ranking's rows. */
  void note(String ranking, SourceTable table) {
    tables.put(ranking, table);
  }

  /** About how many bytes the row takes. */
  static long bytes(RowImage row) {
    long bytes = BYTES_OF_OBJECT;
    for (Map.Entry<String, @Nullable Object> value : row.values().entrySet()) {
      bytes += bytes(value.getValue() instanceof String text ? text : null);
    }
    return bytes;
  }

  private static long bytes(@Nullable String text) {
    return BYTES_OF_OBJECT + (text == null ? 0L : (long) BYTES_OF_CHARACTER * text.length());
  }
}
