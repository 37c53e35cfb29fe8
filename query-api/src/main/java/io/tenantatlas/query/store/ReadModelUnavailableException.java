package io.tenantatlas.query.store;

import io.tenantatlas.service.startup.Causes;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.springframework.dao.DataAccessException;

/** The read model could not be read: unreachable, too slow, or refusing. */
public final class ReadModelUnavailableException extends RuntimeException {

  private final Throwable reason;

  public ReadModelUnavailableException(DataAccessException cause) {
    super("The read model cannot be read", cause);
    this.reason = deepest(cause);
  }

  /** The driver's own: the pool's stands around it, and what lies behind it says less. */
  private static Throwable deepest(DataAccessException failure) {
    Throwable deepest = failure.getMostSpecificCause();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException) {
        deepest = at;
      }
    }
    return deepest;
  }

  /** What the driver or the database says: for the log, not for callers. */
  public String reason() {
    return String.valueOf(reason.getMessage());
  }

  /** What is wrong, in words that anybody may read. */
  public String kind() {
    String state = reason instanceof SQLException sql ? sql.getSQLState() : null;
    return switch (state == null || state.length() != 5 ? "" : state.substring(0, 2)) {
      case "28" -> "the database refuses the user or the password";
      case "3D" -> "there is no such database";
      case "42" -> "the user may not read the tables, or they are not as expected";
      case "57" -> "the database takes too long, or is stopping";
      case "53" -> "the database has too many connections, or no room";
      default ->
          isOfTls()
              ? "the database cannot be connected to with TLS as demanded"
              : "the database cannot be reached";
    };
  }

  /** By the driver's text, too: it has one SQL state for all that goes wrong with connections. */
  private boolean isOfTls() {
    return Causes.find(reason, SSLException.class) != null
        || reason().matches("(?s).*(SSL|hostname .* verified).*");
  }
}
