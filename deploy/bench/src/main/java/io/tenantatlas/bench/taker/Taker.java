package io.tenantatlas.bench.taker;

import io.tenantatlas.bench.BenchException;
import io.tenantatlas.bench.load.Pace;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Whoever takes the changes of a source, in processes of its own. For one thread. */
public interface Taker extends AutoCloseable {

  /** Whoever takes longer is taken to have failed. */
  Duration VISIBLE_WITHIN = Duration.ofMinutes(30);

  int LOOK_MILLIS = 10;

  /** How many of the rows that were committed are visible. Never too high. */
  long visible() throws SQLException;

  /** Returns when so many of the rows are visible. */
  default void awaitVisible(long rows) throws SQLException {
    long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (visible() < rows) {
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            visible() + " of " + rows + " rows are visible after " + VISIBLE_WITHIN);
      }
      Pace.pauseMillis(LOOK_MILLIS);
    }
  }

  /** What its processes have cost so far. */
  double processorSeconds();

  /** Ends its processes. */
  @Override
  void close() throws IOException, SQLException;
}
