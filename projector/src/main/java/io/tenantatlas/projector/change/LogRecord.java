package io.tenantatlas.projector.change;

import java.time.Instant;

/**
 * One record of the change log, decoded: a change of a captured row or table, or a mark that says
 * how far the log has come. Within a partition the order is the source's commit order.
 */
public sealed interface LogRecord {

  /** Something that happened to captured rows. */
  sealed interface Change extends LogRecord {}

  /** A row was inserted, updated, or read by a snapshot: afterwards it is {@code row}. */
  record Upsert(RowImage row) implements Change {}

  /** A row was deleted, or left this partition's tenants. Harmless when the row is not there. */
  record Delete(RowKey key) implements Change {}

  /** All rows of a table were removed. */
  record Truncate(SourceTable table) implements Change {}

  /** Says that everything up to a source position lies before this record, in this partition. */
  sealed interface Mark extends LogRecord {}

  /** A mark between source transactions and outside of a snapshot: documents change only here. */
  sealed interface Boundary extends Mark {}

  /**
   * All source commits up to {@code position} lie before this record, and no part of a later one
   * does.
   *
   * @param at the source's clock: everything committed before it is included
   * @param history of the source, to which the position belongs
   */
  record ProgressMark(SourcePosition position, Instant at, SourceHistory history)
      implements Boundary {}

  /**
   * A snapshot of all captured tables begins. Until it is complete the rows are a mixture of old
   * and new.
   *
   * @param generation the snapshot's number, rising
   * @param expectedRows about how many rows it will bring, over all partitions
   * @param history of the source, from which it is read
   */
  record SnapshotStarted(long generation, long expectedRows, SourceHistory history)
      implements Mark {}

  /**
   * The snapshot {@code generation} has been read wholly: rows not seen since it began no longer
   * exist.
   *
   * @param history of the source, to which the position belongs
   */
  record SnapshotCompleted(
      long generation, SourcePosition position, Instant at, SourceHistory history)
      implements Boundary {}
}
