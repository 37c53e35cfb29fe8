package io.tenantatlas.query.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tenantatlas.query.store.PartitionProgress;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of the status answer.
 *
 * <p>A partition is degraded when documents of its tenants lack records that could not be applied.
 *
 * @param lagMs the greatest of the partitions' lags; null while none is known
 */
record StatusAnswer(
    boolean ready,
    List<Partition> partitions,
    @JsonProperty("lag_ms") @Nullable Long lagMs,
    Snapshot snapshot,
    Source source) {

  record Partition(
      int partition,
      @JsonProperty("source_history") String sourceHistory,
      @JsonProperty("source_lsn") String sourceLsn,
      @JsonProperty("as_of") String asOf,
      @JsonProperty("lag_ms") @Nullable Long lagMs,
      boolean degraded) {}

  record Snapshot(
      @JsonProperty("rows_applied") long rowsApplied,
      @JsonProperty("rows_expected") long rowsExpected) {}

  record Source(
      @Nullable String state,
      @Nullable String reason,
      @Nullable String since,
      @Nullable String history) {}

  static StatusAnswer of(ReadModelStatus status, SourceStatus source, Instant now) {
    List<Partition> partitions =
        status.partitions().stream().map(partition -> partition(partition, now)).toList();
    Duration lag = status.lag(now);
    var snapshot = status.snapshot();
    return new StatusAnswer(
        status.ready(),
        partitions,
        lag == null ? null : lag.toMillis(),
        new Snapshot(snapshot.rowsApplied(), snapshot.rowsExpected()),
        source(source));
  }

  private static Source source(SourceStatus source) {
    Instant since = source.since();
    SourceHistory history = source.history();
    return new Source(
        source.state(),
        source.reason(),
        since == null ? null : Timestamps.format(since),
        history == null ? null : history.text());
  }

  private static Partition partition(PartitionProgress partition, Instant now) {
    Progress progress = partition.progress();
    Duration lag = progress.lag(now);
    return new Partition(
        partition.partition(),
        progress.history().text(),
        progress.position().toString(),
        Timestamps.format(progress.asOf()),
        lag == null ? null : lag.toMillis(),
        !partition.degraded().isEmpty());
  }
}
