package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.RowKey;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.time.Instant;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What one record of the Debezium engine says. */
sealed interface Event {

  /** A row was inserted, updated or read by a snapshot. */
  record RowChanged(
      RowKey key, @Nullable Long tenantId, boolean lacksLargeValues, SourceRecord record)
      implements Event {}

  /** A row was deleted. */
  record RowDeleted(RowKey key, SourceRecord record) implements Event {}

  /** All rows of a table were removed. */
  record TableTruncated(SourceTable table, SourceRecord record) implements Event {}

  /** A place between source transactions. */
  sealed interface Boundary extends Event {}

  /**
   * Everything committed up to {@code position} has been said; {@code at} is the source's clock.
   */
  record TransactionEnded(SourcePosition position, Instant at) implements Boundary {}

  /** The snapshot has been read wholly; streaming begins at {@code position}. */
  record SnapshotCompleted(SourcePosition position) implements Boundary {}

  /** Nothing that matters here. */
  record Other() implements Event {}
}
