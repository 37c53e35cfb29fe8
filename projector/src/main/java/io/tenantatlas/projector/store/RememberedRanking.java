package io.tenantatlas.projector.store;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankedRow;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The first rows of a tenant's ranking as they are remembered, and whether they are all. It follows
 * what is written; a change after which the first rows are not known any more is answered {@code
 * false}, and the ranking is to be forgotten.
 *
 * <p>Threads: one at a time.
 */
final class RememberedRanking {

  /** By {@code (at desc nulls last, id desc)}. */
  private static final Comparator<RankedRow> ORDER =
      Comparator.comparing(RankedRow::at, Comparator.nullsLast(Comparator.<Instant>reverseOrder()))
          .thenComparing(ranked -> ranked.row().key().id(), Comparator.reverseOrder());

  private final RankingHead head;
  private final List<RankedRow> rows;
  private boolean all;
  private long bytes;

  /**
   * @param rows as they were read: fewer than the limit are all
   */
  RememberedRanking(RankingHead head, List<RankedRow> rows) {
    this.head = head;
    this.rows = new ArrayList<>(rows);
    all = rows.size() < head.limit();
    rows.forEach(row -> bytes += TenantMemory.bytes(row.row()));
  }

  RankingHead head() {
    return head;
  }

  List<RankedRow> rows() {
    return List.copyOf(rows);
  }

  /** About how many bytes it takes. */
  long bytes() {
    return bytes;
  }

  boolean has(RowKey key) {
    return indexOf(key) >= 0;
  }

  /** The row takes part, there or elsewhere before; false when the first rows are not known now. */
  boolean rank(RankedRow row) {
    boolean known = leave(row.row().key());
    int place = 0;
    while (place < rows.size() && ORDER.compare(rows.get(place), row) < 0) {
      place++;
    }
    if (place < rows.size() || all) {
      add(place, row);
      return true;
    }
    return known;
  }

  private void add(int place, RankedRow row) {
    rows.add(place, row);
    bytes += TenantMemory.bytes(row.row());
    if (rows.size() > head.limit()) {
      bytes -= TenantMemory.bytes(rows.removeLast().row());
      all = false;
    }
  }

  /** The row takes part no longer; false when the first rows are not known now. */
  boolean leave(RowKey key) {
    int index = indexOf(key);
    if (index < 0) {
      return true;
    }
    bytes -= TenantMemory.bytes(rows.remove(index).row());
    return all;
  }

  /** The row has another image now, and the same place. */
  void replace(RowImage row) {
    int index = indexOf(row.key());
    if (index >= 0) {
      RankedRow before = rows.set(index, new RankedRow(row, rows.get(index).at()));
      bytes += TenantMemory.bytes(row) - TenantMemory.bytes(before.row());
    }
  }

  private int indexOf(RowKey key) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).row().key().equals(key)) {
        return i;
      }
    }
    return -1;
  }
}
