package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.SnapshotVisibility;
import io.tenantatlas.projector.source.SourceContract.Identity;
import java.util.Map;
import java.util.Set;

/**
 * Tables that were read again, as of one moment, and whose rows lie in the log. The stream begins
 * before that moment; until it has passed it, no position may be marked.
 *
 * @param tables the tables
 * @param visibility which transactions are in what was read: their changes of these tables are left
 *     out
 * @param until all of these transactions were committed before this position
 * @param identities what all tables were at that moment
 * @param everything whether all tables were read: the log says so by marks of its own
 */
record Reading(
    Set<SourceTable> tables,
    SnapshotVisibility visibility,
    SourcePosition until,
    Map<SourceTable, Identity> identities,
    boolean everything) {

  Reading {
    tables = Set.copyOf(tables);
    identities = Map.copyOf(identities);
  }

  /** Whether the change is in what was read. */
  boolean includes(Event.Change change) {
    return tables.contains(change.table()) && visibility.sees(change.transaction());
  }
}
