package io.tenantatlas.bench.micro;

import io.tenantatlas.projector.capture.MalformedRecordException;
import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.projection.Contribution;
import io.tenantatlas.projector.projection.Projection;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one row adds to its tenant's measures. */
@State(Scope.Thread)
public class Contributing {

  private static final int ROWS = 256;

  @Param({"TENANTS", "OPERATION_RUNS", "INVENTORY_ITEMS", "FINDINGS"})
  public SourceTable table = SourceTable.FINDINGS;

  private final Projection projection = Fixtures.projection();
  private List<RowImage> rows = List.of();
  private int next;

  @Setup
  public void prepare() throws MalformedRecordException {
    rows = Fixtures.rows(table, ROWS);
  }

  @Benchmark
  public Contribution contribution() {
    return projection.contribution(rows.get(next++ % rows.size()), Fixtures.NOW);
  }
}
