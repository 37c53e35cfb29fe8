package io.tenantatlas.standalone;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Reads from the read model how far the first snapshot of the source has been applied. One
 * connection for each look.
 */
final class SnapshotProgress {
  private final String jdbcUrl;
  private final String user;
  private final String password;
  private final int partitions;

  SnapshotProgress(String jdbcUrl, String user, String password, int partitions) {
    this.jdbcUrl = jdbcUrl;
    this.user = user;
    this.password = password;
    this.partitions = partitions;
  }

  /**
   * One look.
   *
   * @param rowsExpected an estimate, and 0 while it is not known
   */
  record State(boolean ready, long rowsApplied, long rowsExpected) {
    String line() {
      return rowsExpected == 0
          ? "First snapshot: waiting for its first rows"
          : String.format(
              Locale.ROOT,
              "First snapshot: %,d of about %,d rows applied",
              rowsApplied,
              rowsExpected);
    }
  }

  /**
   * Every partition writes its row when it begins, and is ready when it has applied the snapshot
   * wholly.
   */
  State read() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select count(*) filter (where ready), coalesce(sum(snapshot_applied), 0),
                       coalesce(max(snapshot_expected), 0)
                  from partition_progress
                """)) {
      row.next();
      return new State(row.getInt(1) >= partitions, row.getLong(2), row.getLong(3));
    }
  }
}
