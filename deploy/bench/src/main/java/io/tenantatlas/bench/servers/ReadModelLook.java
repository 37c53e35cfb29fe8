package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.servers.Build.Service;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks the read model how far it is. For one thread. */
public final class ReadModelLook implements AutoCloseable {

  private static final int LOOK_MILLIS = 20;

  private final Connection readModel;

  private ReadModelLook(Connection readModel) {
    this.readModel = readModel;
  }

  /** As soon as a projector listens: it has made the tables by then. */
  public static ReadModelLook of(Service projector, BenchServers servers)
      throws IOException, InterruptedException, SQLException {
    projector.process().awaitOk(projector.address().resolve("/livez"));
    return new ReadModelLook(servers.connectReadModel());
  }

  public Connection connection() {
    return readModel;
  }

  /** Returns how many records are applied, as soon as there is one. */
  public long awaitRecord(Duration within) throws SQLException {
    String applied = "select coalesce(sum(next_offset), 0) from partition_progress";
    await("select (" + applied + ") > 0", within);
    return number(applied);
  }

  /** Returns when all partitions are ready with all commits up to a position of the source. */
  public void awaitReady(String position, Duration within) throws SQLException {
    await(
        "select count(*) = max(partitions) and bool_and(ready and source_lsn >= '"
            + position
            + "') from partition_progress",
        within);
  }

  private void await(String condition, Duration within) throws SQLException {
    long deadline = System.nanoTime() + within.toNanos();
    while (!"t".equals(text(condition))) {
      if (System.nanoTime() > deadline) {
        throw new BenchException("not after " + within + ": " + condition);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
  }

  public long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  /** The first column of the first row; "null" when it is null. */
  public String text(String query) throws SQLException {
    try (PreparedStatement select = readModel.prepareStatement(query);
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  @Override
  public void close() throws SQLException {
    readModel.close();
  }
}
