package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.SourcePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A replication slot as the source knows it. Slots' names are those of the whole server, so a slot
 * of our name may be somebody else's.
 *
 * @param name its name
 * @param plugin the output plugin; null of a physical slot
 * @param database the database it is of; null of a physical slot
 * @param here whether that is the database we are connected to
 * @param lost the source no longer has what the slot has not given yet
 * @param confirmed everything before this was confirmed as received; null of a physical slot
 * @param activePid the server process that streams from it; null when nobody does
 */
public record ReplicationSlot(
    String name,
    @Nullable String plugin,
    @Nullable String database,
    boolean here,
    boolean lost,
    @Nullable SourcePosition confirmed,
    @Nullable Integer activePid) {

  private static final String PLUGIN = "pgoutput";
  private static final Duration RELEASE_LOOK = Duration.ofMillis(50);

  /** The slot of that name; null when there is none. */
  public static @Nullable ReplicationSlot find(Connection connection, String name)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select slot_name, plugin, database, coalesce(database = current_database(), false) as here,
                   coalesce(wal_status = 'lost', false) as lost, confirmed_flush_lsn::text as confirmed, active_pid
            from pg_replication_slots where slot_name = ?
            """)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        String confirmed = row.getString("confirmed");
        return new ReplicationSlot(
            name,
            row.getString("plugin"),
            row.getString("database"),
            row.getBoolean("here"),
            row.getBoolean("lost"),
            confirmed == null ? null : SourcePosition.parse(confirmed),
            row.getObject("active_pid", Integer.class));
      }
    }
  }

  /** Whether it is of a kind that capture makes; whose it is that does not say. */
  public boolean mayBeOurs() {
    return here && PLUGIN.equals(plugin);
  }

  /** Whether it still has everything since {@code position}. */
  public boolean has(SourcePosition position) {
    return !lost && confirmed != null && confirmed.compareTo(position) <= 0;
  }

  /** What it is, for an error that says why it is left alone. */
  public String whose() {
    String kind =
        plugin == null
            ? "is a physical slot"
            : "belongs to the database %s and the plugin %s".formatted(database, plugin);
    return activePid == null ? kind : kind + ", and is in use by the server process " + activePid;
  }

  /** Drops it; nobody may be streaming from it. */
  public void drop(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_drop_replication_slot(?)")) {
      statement.setString(1, name);
      statement.execute();
    }
  }

  /**
   * Ends the server process that streams from it, if there is one: that of a capture that has lost
   * its lease, or of an engine of this process that was given up.
   *
   * @param patience how long to wait until the slot is free
   * @throws SlotException when it is not free in time
   */
  public static void release(Connection connection, String name, Duration patience)
      throws SQLException {
    long until = System.nanoTime() + patience.toNanos();
    ReplicationSlot slot = find(connection, name);
    while (slot != null && slot.activePid != null) {
      try (PreparedStatement statement =
          connection.prepareStatement("select pg_terminate_backend(?)")) {
        statement.setInt(1, slot.activePid);
        statement.execute();
      }
      if (System.nanoTime() - until > 0) {
        throw new SlotException(
            "the replication slot %s is in use by the server process %s, which does not end"
                .formatted(name, slot.activePid),
            null);
      }
      LockSupport.parkNanos(RELEASE_LOOK.toNanos());
      slot = find(connection, name);
    }
  }

  /** The slot cannot be used; the message says why. */
  public static class SlotException extends SQLException {
    private static final long serialVersionUID = 1L;

    SlotException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
