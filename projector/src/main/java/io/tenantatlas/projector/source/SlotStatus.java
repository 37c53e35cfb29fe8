package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the source says of its log and of a replication slot, for operators.
 *
 * @param end of the source's log
 * @param slot null when there is none of that name
 */
public record SlotStatus(SourcePosition end, @Nullable Slot slot) {

  /**
   * A slot.
   *
   * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}; null
   *     while it keeps nothing
   * @param active whether somebody streams from it
   * @param retainedBytes of the log that it keeps; null while it keeps nothing
   * @param safeBytes that can still be written before it may be lost; null when that is not limited
   */
  public record Slot(
      @Nullable String walStatus,
      boolean active,
      @Nullable Long retainedBytes,
      @Nullable Long safeBytes) {}

  /** Asks over the connection. */
  public static SlotStatus ask(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select log.at::text as log_end, slot.slot_name is not null as found, slot.wal_status,
                   coalesce(slot.active, false) as active,
                   pg_wal_lsn_diff(log.at, slot.restart_lsn)::bigint as retained,
                   slot.safe_wal_size
            from (select pg_current_wal_insert_lsn() as at) log
            left join pg_replication_slots slot on slot.slot_name = ?
            """)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new SlotStatus(
            SourcePosition.parse(row.getString("log_end")),
            row.getBoolean("found") ? slot(row) : null);
      }
    }
  }

  private static Slot slot(ResultSet row) throws SQLException {
    return new Slot(
        row.getString("wal_status"),
        row.getBoolean("active"),
        row.getObject("retained", Long.class),
        row.getObject("safe_wal_size", Long.class));
  }
}
