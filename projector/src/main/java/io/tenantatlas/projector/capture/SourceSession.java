package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the source beside the replication stream: it holds the lock that only one
 * capture runs, and asks what the stream does not say. It writes nothing but heartbeat messages to
 * the write-ahead log.
 *
 * <p>Threads: any, one at a time (calls are synchronized).
 */
final class SourceSession implements AutoCloseable {

  /**
   * Prefix of the logical decoding messages that are our heartbeats; their content is the source's
   * clock in ms.
   */
  static final String HEARTBEAT_PREFIX = "tenantatlas.heartbeat";

  /** Tables below this size are counted, larger ones estimated. */
  private static final long COUNT_BELOW_BYTES = 64L << 20;

  private static final int FLUSHING_MESSAGE_SINCE = 170_000;

  private final Connection connection;
  private final String schema;
  private final String emitHeartbeat;

  private SourceSession(Connection connection, String schema) throws SQLException {
    this.connection = connection;
    this.schema = schema;
    int version = Integer.parseInt(text("show server_version_num"));
    // An unflushed message is sent only once something else flushes the log; since PostgreSQL 17 it
    // can be flushed.
    String flush = version >= FLUSHING_MESSAGE_SINCE ? ", true" : "";
    this.emitHeartbeat =
        """
        select case when ? or pg_current_wal_insert_lsn() > ?::pg_lsn then pg_logical_emit_message(
            false, '%s', (extract(epoch from clock_timestamp()) * 1000)::bigint::text%s)::text end
        """
            .formatted(HEARTBEAT_PREFIX, flush);
  }

  /** Connects; the session's time zone is UTC. */
  static SourceSession open(SourceSettings source) throws SQLException {
    return new SourceSession(SourceCheck.connect(source), source.schema());
  }

  /**
   * Takes the lock that one capture holds per slot, for as long as this session lives; false when
   * another has it.
   */
  synchronized boolean tryLock(String slotName) throws SQLException {
    return "t"
        .equals(
            text(
                "select pg_try_advisory_lock(hashtextextended('tenantatlas.' || ?, 0))", slotName));
  }

  /** What the server knows of a replication slot. */
  enum Slot {
    ABSENT,
    USABLE,
    /** It no longer has all changes that are wanted. */
    LOST
  }

  /**
   * The state of a slot from which changes since {@code resumeAt} are wanted (null: from nowhere).
   * A slot that stands beyond that was made anew, and does not have them.
   */
  synchronized Slot slot(String name, @Nullable SourcePosition resumeAt) throws SQLException {
    String wanted = resumeAt == null ? "FFFFFFFF/FFFFFFFF" : resumeAt.toString();
    List<String> lost =
        texts(
            """
            select (wal_status = 'lost' or confirmed_flush_lsn > ?::pg_lsn)::text
            from pg_replication_slots where slot_name = ?
            """,
            wanted,
            name);
    if (lost.isEmpty()) {
      return Slot.ABSENT;
    }
    return lost.getFirst().equals("true") ? Slot.LOST : Slot.USABLE;
  }

  synchronized void dropSlot(String name) throws SQLException {
    text("select pg_drop_replication_slot(?)::text", name);
  }

  synchronized Instant clock() throws SQLException {
    return Instant.ofEpochMilli(
        Long.parseLong(
            text("select (extract(epoch from clock_timestamp()) * 1000)::bigint::text")));
  }

  /** About how many rows the captured tables have. */
  synchronized long estimatedRows() throws SQLException {
    long rows = 0;
    for (SourceTable table : SourceTable.values()) {
      rows += estimatedRows(table);
    }
    return rows;
  }

  private long estimatedRows(SourceTable table) throws SQLException {
    String name = "\"%s\".\"%s\"".formatted(schema, table.tableName());
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
   */
  synchronized void heartbeat(SourcePosition position, boolean inAnyCase) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(emitHeartbeat)) {
      statement.setBoolean(1, inAnyCase);
      statement.setString(2, position.toString());
      statement.execute();
    }
  }

  /** The present values of columns of a row, as text; empty when the row is not there. */
  synchronized Map<String, @Nullable String> read(SourceTable table, long id, List<String> columns)
      throws SQLException {
    Map<String, @Nullable String> values = new HashMap<>();
    String sql =
        "select %s from \"%s\".\"%s\" where id = ?"
            .formatted(
                String.join(", ", columns.stream().map(name -> '"' + name + "\"::text").toList()),
                schema,
                table.tableName());
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
