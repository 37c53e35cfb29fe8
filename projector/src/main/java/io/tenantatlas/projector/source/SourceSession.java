package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the source beside the replication stream: it asks what the stream does not say.
 * It writes nothing but heartbeat messages to the write-ahead log.
 *
 * <p>Threads: any, one at a time (calls are synchronized).
 */
public final class SourceSession implements AutoCloseable {

  /**
   * Prefix of the logical decoding messages that are our heartbeats. Anybody may write messages
   * with it: only one that begins with the token of this run is ours.
   */
  public static final String HEARTBEAT_PREFIX = "tenantatlas.heartbeat";

  /** Tables below this size are counted, larger ones estimated. */
  private static final long COUNT_BELOW_BYTES = 64L << 20;

  private static final int FLUSHING_MESSAGE_SINCE = 170_000;

  private final Connection connection;
  private final SourceSettings settings;
  private final String emitHeartbeat;

  private SourceSession(Connection connection, SourceSettings settings) throws SQLException {
    this.connection = connection;
    this.settings = settings;
    // An unflushed message is sent only once something else flushes the log; since PostgreSQL 17 it
    // can be flushed.
    boolean flushes = SourceCatalog.serverVersion(connection) >= FLUSHING_MESSAGE_SINCE;
    this.emitHeartbeat =
        """
        select case when ? or pg_current_wal_insert_lsn() > ?::pg_lsn then pg_logical_emit_message(
            false, '%s', ? || ' ' || (extract(epoch from clock_timestamp()) * 1000)::bigint%s)::text end
        """
            .formatted(HEARTBEAT_PREFIX, flushes ? ", true" : "");
  }

  /** Connects; the session's time zone is UTC. */
  public static SourceSession open(SourceSettings source) throws SQLException {
    return new SourceSession(SourceConnections.connect(source), source);
  }

  /** The role that the source knows us by. */
  public synchronized String role() throws SQLException {
    return text("select current_user");
  }

  /**
   * Which history the positions of this server belong to: system identifier and timeline, {@code
   * 7351234567890123456/1}.
   */
  public synchronized SourceHistory history() throws SQLException {
    return history(connection);
  }

  /** The same of the server that a connection leads to. */
  public static SourceHistory history(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                """
                select (select system_identifier from pg_control_system())::text || '/'
                    || ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::bigint
                """);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new SourceHistory(row.getString(1));
    }
  }

  /** Everything committed by now lies before this position. */
  public synchronized SourcePosition position() throws SQLException {
    return position(connection);
  }

  /** The same of the server that a connection leads to. */
  public static SourcePosition position(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("select pg_current_wal_insert_lsn()::text");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return SourcePosition.parse(row.getString(1));
    }
  }

  /** The source's clock. */
  public synchronized Instant clock() throws SQLException {
    return Instant.ofEpochMilli(
        Long.parseLong(
            text("select (extract(epoch from clock_timestamp()) * 1000)::bigint::text")));
  }

  /** The catalog, read over this connection. */
  public synchronized SourceContract contract(String publication) throws SQLException {
    return new SourceCatalog(connection, settings.schema(), publication).read();
  }

  /** The contract after the publication was made or mended, see {@link Publication#mend}. */
  public synchronized SourceContract mended(SourceContract found) throws SQLException {
    SourceCatalog catalog = new SourceCatalog(connection, found.schema(), found.publication());
    return Publication.mend(connection, catalog, found);
  }

  /** The slot of that name; null when there is none. */
  public synchronized @Nullable ReplicationSlot slot(String name) throws SQLException {
    return ReplicationSlot.find(connection, name);
  }

  /**
   * Whose transactions a server process waits for, in words; empty when it waits for none.
   *
   * @param processId of the waiting server process
   */
  public synchronized List<String> openTransactions(int processId) throws SQLException {
    return texts(
        """
        select distinct coalesce('the server process ' || holder.pid, 'the prepared transaction ' || p.gid)
        from pg_locks waiting
        join pg_locks holder on holder.locktype = 'transactionid' and holder.granted
          and holder.transactionid = waiting.transactionid
        left join pg_prepared_xacts p on p.transaction = holder.transactionid
        where waiting.pid::text = ? and not waiting.granted and waiting.locktype = 'transactionid'
        """,
        Integer.toString(processId));
  }

  /**
   * Whether we see what a transaction of the stream has committed, see {@link SnapshotVisibility}.
   */
  public synchronized boolean sees(long transaction) throws SQLException {
    return SnapshotVisibility.parse(text("select pg_current_snapshot()::text")).sees(transaction);
  }

  /** The transactions that have written and have not ended, as others see it. */
  public synchronized Set<String> writing() throws SQLException {
    return Set.copyOf(texts("select pg_snapshot_xip(pg_current_snapshot())::text"));
  }

  /** Whose these transactions are, in words. */
  public synchronized List<String> owners(Set<String> transactions) throws SQLException {
    return texts(
        """
        select distinct coalesce('the server process ' || l.pid, 'the prepared transaction ' || p.gid)
        from pg_locks l left join pg_prepared_xacts p on p.transaction = l.transactionid
        where l.locktype = 'transactionid' and l.granted and l.transactionid = any (
          select (id::xid8)::xid from unnest(string_to_array(?, ',')) id)
        """,
        String.join(",", transactions));
  }

  /** Frees the slot, see {@link ReplicationSlot#release}. Only for a slot that is ours. */
  public synchronized void release(String slot, Duration patience) throws SQLException {
    ReplicationSlot.release(connection, slot, patience);
  }

  /** Drops a slot that is ours, after it was freed. */
  public synchronized void drop(ReplicationSlot slot) throws SQLException {
    slot.drop(connection);
  }

  /** About how many rows of a table a snapshot brings. */
  public synchronized long estimatedRows(SourceTable table) throws SQLException {
    String name = settings.quoted(table.tableName());
    long bytes = Long.parseLong(text("select pg_table_size(?::regclass)::text", name));
    return bytes < COUNT_BELOW_BYTES
        ? Long.parseLong(text("select count(*)::text from " + name))
        : (long)
            Double.parseDouble(
                text(
                    "select greatest(reltuples, 0)::text from pg_class where oid = ?::regclass",
                    name));
  }

  /**
   * Writes a heartbeat message if the source's log lies beyond {@code position}, or in any case.
   *
   * @param token by which the message is known when it comes back
   */
  public synchronized void heartbeat(String token, SourcePosition position, boolean inAnyCase)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(emitHeartbeat)) {
      statement.setBoolean(1, inAnyCase);
      statement.setString(2, position.toString());
      statement.setString(3, token);
      statement.execute();
    }
  }

  /** The present values of columns of a row, as text; empty when the row is not there. */
  public synchronized Map<String, @Nullable String> read(
      SourceTable table, long id, List<String> columns) throws SQLException {
    Map<String, @Nullable String> values = new HashMap<>();
    String sql =
        "select %s from %s where id = ?"
            .formatted(
                String.join(", ", columns.stream().map(name -> '"' + name + "\"::text").toList()),
                settings.quoted(table.tableName()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        if (rows.next()) {
          for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), rows.getString(i + 1));
          }
        }
      }
    }
    return values;
  }

  private String text(String sql, String... parameters) throws SQLException {
    List<String> texts = texts(sql, parameters);
    return texts.isEmpty() ? "" : texts.getFirst();
  }

  private List<String> texts(String sql, String... parameters) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String text = rows.getString(1);
          texts.add(text == null ? "" : text);
        }
      }
    }
    return texts;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
