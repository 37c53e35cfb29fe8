package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.CaptureProgress;
import io.tenantatlas.projector.capture.StatusBoard;
import io.tenantatlas.projector.source.SlotStatus;
import io.tenantatlas.projector.source.SourceConnections;
import io.tenantatlas.projector.source.SourceSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A look at the source's log and slot over a connection of its own, which is kept; only while this
 * process captures.
 *
 * <p>Threads: one.
 */
final class SourceLook implements Callable<@Nullable SlotStatus> {

  private final SourceSettings source;
  private final String slotName;
  private final StatusBoard board;
  private @Nullable Connection connection;

  /**
   * @param slotName the slot's, if capture does not know another
   */
  SourceLook(SourceSettings source, String slotName, StatusBoard board) {
    this.source = source;
    this.slotName = slotName;
    this.board = board;
  }

  @Override
  public @Nullable SlotStatus call() throws SQLException {
    if (!board.leader()) {
      disconnect();
      return null;
    }
    CaptureProgress progress = board.progress();
    try {
      Connection open = connection;
      if (open == null) {
        open = SourceConnections.connect(source);
        connection = open;
      }
      return SlotStatus.ask(open, progress == null ? slotName : progress.slot());
    } catch (SQLException e) {
      disconnect();
      throw e;
    }
  }

  private void disconnect() throws SQLException {
    Connection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}
