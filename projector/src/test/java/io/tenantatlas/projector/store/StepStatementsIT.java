package io.tenantatlas.projector.store;

import static io.tenantatlas.projector.change.RowFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.pipeline.PartitionProjector;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How many statements a step makes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepStatementsIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/1");
  private static final int TENANTS = 20;
  private static final int ROWS_OF_A_TENANT = 30;

  private final ReadModelDatabase database = ReadModelDatabase.start();

  @AfterAll
  void stop() throws IOException {
    database.close();
  }

  @Test
  void aStepOfHotTenantsReadsTheirRowsOnly() {
    CountedStatements counted = new CountedStatements(database);
    List<String> plain = statementsOfAStep(counted, counted.connected());
    List<String> remembering =
        statementsOfAStep(counted, new RememberingReadModel(counted.connected(), 32_000_000));
    assertThat(plain).hasSize(15);
    assertThat(remembering).hasSize(8);
  }

  private List<String> statementsOfAStep(CountedStatements counted, ReadModel readModel) {
    database.empty();
    Projected projected = new Projected(readModel);
    projected.load();
    projected.step(1);
    counted.statements().clear();
    projected.step(2);
    return List.copyOf(counted.statements());
  }

  /** One partition with the rows of some tenants. */
  private static final class Projected {
    private final PartitionProjector projector;
    private PartitionProgress progress;

    Projected(ReadModel readModel) {
      Projection projection = new Projection(ProjectionSettingsFixture.settings());
      projector =
          new PartitionProjector(
              readModel, projection, new PartitionProjector.Limits(1000, 100, 1000, 1000));
      progress = readModel.open(0, 1, "definition-1", 0);
    }

    void load() {
      List<LogRecord> records = new ArrayList<>();
      records.add(new LogRecord.SnapshotStarted(1, 1, HISTORY));
      for (long tenant = 1; tenant <= TENANTS; tenant++) {
        records.add(new LogRecord.Upsert(row(SourceTable.TENANTS, tenant)));
        for (long i = 0; i < ROWS_OF_A_TENANT; i++) {
          records.add(new LogRecord.Upsert(finding(tenant * 1000 + i, tenant, "new")));
          records.add(new LogRecord.Upsert(run(tenant * 1000 + i, tenant)));
        }
      }
      records.add(new LogRecord.SnapshotCompleted(1, new SourcePosition(1), NOON, HISTORY));
      apply(records, NOON);
    }

    /** A finding of each tenant is closed, or opened, and a run has begun. */
    void step(int number) {
      List<LogRecord> records = new ArrayList<>();
      for (long tenant = 1; tenant <= TENANTS; tenant++) {
        String status = number % 2 == 0 ? "closed" : "open";
        records.add(new LogRecord.Upsert(finding(tenant * 1000 + 7, tenant, status)));
        records.add(new LogRecord.Upsert(run(tenant * 1000 + ROWS_OF_A_TENANT + number, tenant)));
      }
      Instant now = NOON.plusSeconds(number);
      records.add(new LogRecord.ProgressMark(new SourcePosition(1 + number), now, HISTORY));
      apply(records, now);
    }

    private void apply(List<LogRecord> records, Instant now) {
      long first = progress.nextOffset() + 1;
      List<Long> offsets = LongStream.range(first, first + records.size()).boxed().toList();
      progress = projector.apply(progress, records, offsets, now);
    }

    private static RowImage finding(long id, long tenant, String status) {
      return row(
          SourceTable.FINDINGS,
          id,
          "tenant_id",
          tenant,
          "severity",
          "high",
          "status",
          status,
          "created_at",
          NOON.plusMillis(id));
    }

    private static RowImage run(long id, long tenant) {
      return row(
          SourceTable.OPERATION_RUNS,
          id,
          "tenant_id",
          tenant,
          "type",
          "drift.scan",
          "status",
          "running",
          "created_at",
          NOON.plusMillis(id));
    }
  }
}
