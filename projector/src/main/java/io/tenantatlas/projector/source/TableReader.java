package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads whole tables of the source as of one moment, row by row: never more than one row is in
 * memory. While it is open the tables cannot be altered.
 *
 * <p>Threads: one.
 */
public final class TableReader implements AutoCloseable {

  /** Occur in no JSON text, where control characters are escaped: so nothing is ever quoted. */
  private static final char SEPARATOR = '\u0002';

  private static final String FORMAT = "(format csv, delimiter e'\\x02', quote e'\\x01', null '')";

  private static final String LOCK_TIMEOUT = "set local lock_timeout = '10s'";

  private final Connection connection;
  private final SourceSettings settings;
  private final SnapshotVisibility visibility;
  private final SourcePosition position;
  private final Instant at;

  /** A table full of dead rows may be silent for as many times longer than other answers. */
  private static final int READING = 60;

  private final SourceContract contract;
  private final SourceHistory history;

  private TableReader(
      Connection connection, SourceSettings settings, String publication, Statement statement)
      throws SQLException {
    this.connection = connection;
    this.settings = settings;
    try (ResultSet row =
        statement.executeQuery(
            """
            select pg_current_snapshot()::text, pg_current_wal_insert_lsn()::text,
                   (extract(epoch from clock_timestamp()) * 1000)::bigint
            """)) {
      row.next();
      this.visibility = SnapshotVisibility.parse(row.getString(1));
      this.position = SourcePosition.parse(row.getString(2));
      this.at = Instant.ofEpochMilli(row.getLong(3));
    }
    this.history = SourceSession.history(connection);
    this.contract = new SourceCatalog(connection, settings.schema(), publication).read();
  }

  /**
   * Locks the tables against alteration, and takes the moment. The locks come first: what empties
   * or rewrites a table is seen by everybody at once, whatever their moment is.
   */
  public static TableReader open(
      SourceSettings settings, String publication, Collection<SourceTable> tables)
      throws SQLException {
    Connection connection =
        SourceConnections.connect(settings, settings.timeout().multipliedBy(READING));
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set transaction isolation level repeatable read, read only");
      statement.execute(LOCK_TIMEOUT);
      statement.execute("set local statement_timeout = 0"); // for all of it
      statement.execute(
          "lock table "
              + tables.stream()
                  .map(table -> settings.quoted(table.tableName()))
                  .collect(Collectors.joining(", "))
              + " in access share mode");
      return new TableReader(connection, settings, publication, statement);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Which transactions are in what is read. */
  public SnapshotVisibility visibility() {
    return visibility;
  }

  /** All transactions that are in what is read were committed before this position. */
  public SourcePosition position() {
    return position;
  }

  /** The source's clock at that moment. */
  public Instant at() {
    return at;
  }

  /** Which history the position belongs to, see {@link SourceSession#history()}. */
  public SourceHistory history() {
    return history;
  }

  /** The catalog at that moment. */
  public SourceContract contract() {
    return contract;
  }

  /** Takes a row. */
  @FunctionalInterface
  public interface Rows {

    /**
     * One row.
     *
     * @param tenantId null when it belongs to none
     * @param json the id and the used columns as a JSON object: JSON columns as their text,
     *     instants in ISO 8601 with an offset
     */
    void accept(long id, @Nullable Long tenantId, String json);
  }

  /** Hands over every row of the table. */
  public void read(SourceTable table, Rows rows) throws SQLException {
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("copy (" + query(table) + ") to stdout " + FORMAT);
    try {
      for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
        accept(new String(line, StandardCharsets.UTF_8), rows);
      }
    } finally {
      if (copy.isActive()) {
        // The driver asks for a cancellation over a connection without TLS.
        connection.abort(Runnable::run);
      }
    }
  }

  private static void accept(String line, Rows rows) {
    int tenant = line.indexOf(SEPARATOR) + 1;
    int json = line.indexOf(SEPARATOR, tenant) + 1;
    String tenantId = line.substring(tenant, json - 1);
    rows.accept(
        Long.parseLong(line.substring(0, tenant - 1)),
        tenantId.isEmpty() ? null : Long.valueOf(tenantId),
        line.substring(json, line.length() - 1));
  }

  private String query(SourceTable table) {
    String members =
        Stream.concat(
                Stream.of("'id', id"),
                table.columns().stream().map(column -> "'" + column.name() + "', " + value(column)))
            .collect(Collectors.joining(", "));
    return "select id, "
        + table.tenantColumn()
        + ", json_build_object("
        + members
        + ") from "
        + settings.quoted(table.tableName());
  }

  /** A timestamp without a zone holds UTC. */
  private String value(Column column) {
    String name = SourceSettings.quote(column.name());
    return switch (column.type()) {
      case JSON -> name + "::text";
      case INSTANT -> "(" + name + "::timestamptz)";
      case INTEGER, TEXT, BOOLEAN -> name;
    };
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
