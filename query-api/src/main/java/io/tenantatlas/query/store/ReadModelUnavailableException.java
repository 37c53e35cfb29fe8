package io.tenantatlas.query.store;

import io.tenantatlas.service.database.DatabaseErrors;
import java.sql.SQLException;
import org.springframework.dao.DataAccessException;

/** The read model could not be read: unreachable, too slow, or refusing. */
public final class ReadModelUnavailableException extends RuntimeException {

  private final Throwable reason;

  public ReadModelUnavailableException(DataAccessException cause) {
    super("The read model cannot be read", cause);
    // The driver's own: the pool's stands around it, and what lies behind it says less.
    SQLException driver = DatabaseErrors.of(cause);
    this.reason = driver == null ? cause.getMostSpecificCause() : driver;
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
          reason instanceof SQLException sql && DatabaseErrors.isOfTls(sql)
              ? "the database cannot be connected to with TLS as demanded"
              : "the database cannot be reached";
    };
  }
}
