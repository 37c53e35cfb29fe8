package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.change.RowFixture.row;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.store.ReadModel.Transaction;
import io.tenantatlas.projector.store.ReadModel.Transaction.RankingHead;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link ReadModel} promises, one subclass for each subject: a read model that begins
 * empty for every test, and what the tests put into it.
 */
abstract class ReadModelContract {

  static final String KPI = "kpi";
  static final String BADGE = "badge";
  static final String DEFINITION = "definition-1";
  static final String OTHER_DEFINITION = "definition-2";
  static final int PARTITIONS = 4;
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final String RANKING = "recent";
  static final RankingHead RECENT = new RankingHead(RANKING, SourceTable.FINDINGS, 10);

  private ReadModel readModel = new InMemoryReadModel();

  /** A read model that nothing was stored in. */
  abstract ReadModel emptyReadModel();

  @BeforeEach
  final void startEmpty() {
    readModel = emptyReadModel();
  }

  final ReadModel readModel() {
    return readModel;
  }

  final PartitionProgress open(int partition) {
    return readModel.open(partition, PARTITIONS, DEFINITION, 0);
  }

  private static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");

  /** Some later progress. */
  static PartitionProgress advanced(int partition) {
    return new PartitionProgress(
        partition,
        PARTITIONS,
        DEFINITION,
        10,
        new SourcePoint(HISTORY, SourcePosition.parse("0/16B3748"), NOON.minusSeconds(1)),
        HISTORY,
        NOON,
        true,
        true,
        5,
        new PartitionProgress.Snapshot(1, 1, 20, 30),
        0);
  }

  /** The partition's newest step. */
  final long step(int partition) {
    return open(partition).step();
  }

  /** Does the work in a transaction of its own. */
  final void in(int partition, Consumer<Transaction> work) {
    in(open(partition), work);
  }

  /** Does the work after the partition was opened with other definitions. */
  final void inWithOtherDefinitions(int partition, Consumer<Transaction> work) {
    in(readModel.open(partition, PARTITIONS, OTHER_DEFINITION, 500), work);
  }

  private void in(PartitionProgress progress, Consumer<Transaction> work) {
    Function<Transaction, PartitionProgress> keepingProgress =
        transaction -> {
          work.accept(transaction);
          return progress;
        };
    readModel.update(progress, keepingProgress);
  }

  static List<RowWrite> findings(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .<RowWrite>mapToObj(id -> put(finding(id, 4), null))
        .toList();
  }

  static RowImage finding(long id, long tenantId) {
    return row(SourceTable.FINDINGS, id, "tenant_id", tenantId, "severity", "high");
  }

  static RowWrite.Put put(RowImage row, @Nullable Instant nextEdge) {
    return new RowWrite.Put(row, 1, nextEdge);
  }

  static StoredDocument document(long tenantId, String kind, long version) {
    return new StoredDocument(tenantId, kind, version, NOON, "{}");
  }

  /** A session whose document is rendered, with another value in every column. */
  static StoredSession session(long id) {
    return new StoredSession(
        id, 10 * id, 20 * id, 30 * id, false, 7, NOON.plusMillis(id), new SourcePosition(id), "{}");
  }
}
