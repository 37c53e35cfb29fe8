package io.tenantatlas.standalone.workload;

import io.tenantatlas.standalone.source.SourceSchema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the source database over one connection, which is opened when it is needed and again
 * after an error.
 *
 * <p>Statements that follow each other with the same SQL go out as one batch.
 */
final class JdbcSourceWriter implements SourceWriter, AutoCloseable {
  private final String jdbcUrl;
  private final Properties settings;
  private final SourceSchema schema;
  private @Nullable Connection connection;

  JdbcSourceWriter(String jdbcUrl, String user, String password, SourceSchema schema) {
    this.jdbcUrl = jdbcUrl;
    this.schema = schema;
    this.settings = new Properties();
    settings.put("user", user);
    settings.put("password", password);
    settings.put("ApplicationName", "demo-workload");
    settings.put("reWriteBatchedInserts", "true");
    settings.put("connectTimeout", "5");
    settings.put("socketTimeout", "30");
  }

  @Override
  public int write(List<SqlCommand> transaction) throws SQLException {
    try {
      Connection open = connection();
      int rows = execute(open, transaction);
      open.commit();
      return rows;
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private int execute(Connection open, List<SqlCommand> commands) throws SQLException {
    int rows = 0;
    for (int from = 0, to; from < commands.size(); from = to) {
      String sql = commands.get(from).sql();
      to = from + 1;
      while (to < commands.size() && commands.get(to).sql().equals(sql)) {
        to++;
      }
      rows += executeBatch(open, sql, commands.subList(from, to));
    }
    return rows;
  }

  private int executeBatch(Connection open, String sql, List<SqlCommand> commands)
      throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      for (SqlCommand command : commands) {
        bind(statement, command.parameters());
        statement.addBatch();
      }
      // A rewritten batch does not say how many rows; it has inserted as many as it has commands.
      return Arrays.stream(statement.executeBatch())
          .map(count -> count == Statement.SUCCESS_NO_INFO ? 1 : count)
          .sum();
    }
  }

  private void bind(PreparedStatement statement, List<@Nullable Object> parameters)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      Object value = parameters.get(i);
      statement.setObject(
          i + 1, value instanceof Instant instant ? schema.timestamp(instant) : value);
    }
  }

  @Override
  public List<Long> tenantIds() throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet rows = statement.executeQuery("select id from tenants order by id")) {
      List<Long> ids = new ArrayList<>();
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
      return ids;
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = DriverManager.getConnection(jdbcUrl, settings);
      connection = open;
      try (Statement statement = open.createStatement()) {
        // Laravel's timestamps hold UTC; the driver would have taken the time zone of this machine.
        statement.execute("set time zone 'UTC'");
      }
      open.setAutoCommit(false);
    }
    return open;
  }

  /** Closes the connection; the next statement opens another. */
  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException alreadyBroken) {
        // The server takes back what was not committed.
      }
    }
  }
}
