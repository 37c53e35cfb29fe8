package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * What stands in the source's log just before a position: the end of a transaction with its
 * instant, or a heartbeat with its content. By it a log is known again. A server that was restored
 * from a copy of its files has the same identifier and timeline as before, and its log may have
 * come as far as the old one; but it has something else there.
 *
 * @param heartbeat whether it is a heartbeat
 * @param content of the heartbeat, else the commit's instant in milliseconds
 */
public record Landmark(boolean heartbeat, String content) {

  /** Of nothing that can be found again. */
  public static final Landmark NONE = new Landmark(true, "");

  private static final Duration SILENCE_MAX = Duration.ofHours(1);

  /** From 1970 to 2000, where PostgreSQL's clock begins, in milliseconds. */
  private static final long EPOCH_2000_MILLIS = 946_684_800_000L;

  /** The end of a transaction. */
  public static Landmark commit(Instant at) {
    return new Landmark(false, Long.toString(at.toEpochMilli()));
  }

  /** A heartbeat with this content, which nobody else writes. */
  public static Landmark heartbeat(String content) {
    return new Landmark(true, content);
  }

  /**
   * Whether it stands before {@code position} in the source's log, as far as a slot still gives
   * that. Decodes what the slot gives up to the position, and takes nothing from it.
   *
   * @param slot one that nobody streams from and that has not confirmed the position
   */
  public boolean isBefore(
      SourcePosition position, SourceSettings source, String slot, String publication)
      throws SQLException {
    if (equals(NONE)) {
      return false;
    }
    try (Connection connection = SourceConnections.connect(source, SILENCE_MAX);
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select exists (
                  select from pg_logical_slot_peek_binary_changes(?, ?::pg_lsn, null,
                    'proto_version', '1', 'publication_names', ?, 'messages', 'true')
                  where\s"""
                    + (heartbeat ? HEARTBEAT : COMMIT)
                    + ")")) {
      statement.setString(1, slot);
      statement.setString(2, position.toString());
      statement.setString(3, publication);
      if (heartbeat) {
        byte[] end = content.getBytes(StandardCharsets.ISO_8859_1);
        statement.setInt(4, end.length);
        statement.setBytes(5, end);
      } else {
        statement.setBytes(4, ByteBuffer.allocate(Long.BYTES).putLong(position.value()).array());
        statement.setLong(5, Long.parseLong(content) - EPOCH_2000_MILLIS);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** A message of PostgreSQL's replication protocol: its type, and its content at the end. */
  private static final String HEARTBEAT =
      "get_byte(data, 0) = ascii('M') and substr(data, greatest(1, length(data) - ? + 1)) = ?";

  /** Type, flags, the commit record's beginning and end, the instant in µs since 2000. */
  private static final String COMMIT =
      """
      get_byte(data, 0) = ascii('C') and substr(data, 11, 8) = ?
        and floor(('x' || encode(substr(data, 19, 8), 'hex'))::bit(64)::bigint / 1000.0)::bigint = ?
      """;
}
