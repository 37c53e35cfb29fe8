package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.ReplicationSlot.SlotException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A replication slot that is being made. The source makes it only after all transactions that are
 * open now have ended, however long that takes; whoever waits can look at other things meanwhile,
 * and can give up.
 *
 * <p>A connection and a thread of its own. Threads: one.
 */
public final class SlotMaking implements AutoCloseable {

  private static final String EXISTS_ALREADY = "42710";
  private static final Duration SILENCE_MAX = Duration.ofHours(1);
  private static final Duration CANCELLING_MAX = Duration.ofSeconds(1);

  private final SourceSettings source;
  private final Connection connection;
  private final PreparedStatement statement;
  private final FutureTask<SourcePosition> made;

  private SlotMaking(SourceSettings source, Connection connection, String name)
      throws SQLException {
    this.source = source;
    this.connection = connection;
    this.statement =
        connection.prepareStatement(
            "select lsn::text from pg_create_logical_replication_slot(?, 'pgoutput')");
    statement.setString(1, name);
    this.made = new FutureTask<>(() -> make(name));
  }

  /** Begins to make a slot. */
  public static SlotMaking begin(SourceSettings source, String name) throws SQLException {
    Connection connection = SourceConnections.connect(source, SILENCE_MAX);
    try {
      SlotMaking making = new SlotMaking(source, connection, name);
      Thread.ofPlatform().name("atlas-capture-slot").daemon().start(making.made);
      return making;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private SourcePosition make(String name) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return SourcePosition.parse(row.getString(1));
    } catch (SQLException e) {
      if (EXISTS_ALREADY.equals(e.getSQLState())) {
        throw new SlotException("somebody else has made the replication slot " + name, e);
      }
      throw e;
    }
  }

  /** The server process that makes it. */
  public int processId() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  /**
   * Waits for the slot for so long.
   *
   * @return everything committed after this position comes from the slot; null when it is not made
   *     yet
   * @throws SlotException when another one has the name
   */
  public @Nullable SourcePosition await(Duration wait) throws SQLException, InterruptedException {
    try {
      return made.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Over a connection of ours: the driver asks for a cancellation over one without TLS. */
  private void cancel() throws SQLException {
    try (Connection other = SourceConnections.connect(source, CANCELLING_MAX);
        PreparedStatement cancel = other.prepareStatement("select pg_cancel_backend(?)")) {
      cancel.setInt(1, processId());
      cancel.execute();
    }
  }

  /** Gives up what is not made yet. */
  @Override
  public void close() throws SQLException {
    try {
      if (!made.isDone()) {
        cancel();
      }
    } finally {
      connection.abort(Runnable::run);
    }
  }
}
