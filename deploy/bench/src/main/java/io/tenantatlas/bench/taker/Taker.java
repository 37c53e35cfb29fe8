package io.tenantatlas.bench.taker;

import java.io.IOException;
import java.sql.SQLException;

/** Whoever takes the changes of a source, in processes of its own. For one thread. */
public interface Taker extends AutoCloseable {

  /** How many of the rows that were committed are visible. Never too high. */
  long visible() throws SQLException;

  /** What its processes have cost so far. */
  double processorSeconds();

  /** Ends its processes. */
  @Override
  void close() throws IOException, SQLException;
}
