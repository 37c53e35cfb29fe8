package io.tenantatlas.bench.micro;

import io.tenantatlas.bench.changelog.Logged;
import io.tenantatlas.bench.changelog.LoggedRows;
import io.tenantatlas.projector.capture.ChangeDecoder;
import io.tenantatlas.projector.capture.MalformedRecordException;
import io.tenantatlas.projector.change.LogRecord;
import io.tenantatlas.projector.change.SourceTable;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A record's bytes to what it says. */
@State(Scope.Thread)
public class Decoding {

  private static final int RECORDS = 256;

  /** The table, or {@code mark}. */
  @Param({
    "tenants",
    "operation_runs",
    "inventory_items",
    "inventory_sync_runs",
    "findings",
    "backup_schedule_runs",
    "entra_group_sync_runs",
    "restore_runs",
    "managed_tenant_onboarding_sessions",
    "mark"
  })
  public String kind = "findings";

  private final ChangeDecoder decoder = new ChangeDecoder();
  private List<Logged> records = List.of();
  private int next;

  @Setup
  public void prepare() {
    records =
        SourceTable.byName(kind)
            .map(table -> Fixtures.logged(table, RECORDS))
            .orElseGet(
                () -> List.of(new LoggedRows(new Random(1), Fixtures.NOW).progress(1 << 24)));
  }

  @Benchmark
  public LogRecord decode() throws MalformedRecordException {
    Logged record = records.get(next++ % records.size());
    return decoder.decode(record.key(), record.value());
  }
}
