package io.tenantatlas.service.database;

import io.tenantatlas.service.startup.Causes;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a PostgreSQL database that cannot be connected to, as one line that names the
 * setting. Of a URL its parameters are not shown: they may hold a password.
 */
public final class DatabaseErrors {

  private DatabaseErrors() {}

  /**
   * The line that is shown.
   *
   * @param prefix of the settings {@code url}, {@code username} and {@code password}, such as
   *     {@code atlas.source}
   * @param url the driver's URL
   */
  public static String line(SQLException error, String prefix, String url) {
    SQLException cause = Objects.requireNonNull(of(error)); // itself, at least
    String database = shown(url);
    String why = why(cause);
    UnknownHostException unknownHost = Causes.find(cause, UnknownHostException.class);
    if (unknownHost != null) {
      return "there is no host %s; set %s.url".formatted(unknownHost.getMessage(), prefix);
    }
    if (isOfTls(cause)) {
      return "cannot connect to %s with TLS: %s; see sslmode, sslrootcert, sslcert and sslkey in %s.url"
          .formatted(database, why, prefix);
    }
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    return switch (state) {
      case "28P01", "28000", "08004" ->
          "%s refuses the user or password: %s; set %s.username and %s.password (or their environment variables)"
              .formatted(database, why, prefix, prefix);
      case "3D000" ->
          "the database of %s does not exist; create it or set %s.url".formatted(database, prefix);
      case "42501" ->
          "%s does not permit its role (%s.username) what it needs: %s"
              .formatted(database, prefix, why);
      case "08001", "08006" ->
          "cannot connect to %s: %s; start the database or set %s.url"
              .formatted(database, why, prefix);
      default -> "cannot use %s (SQL state %s); see %s.url".formatted(database, state, prefix);
    };
  }

  /** A URL as it may be shown to people. */
  public static String shown(String url) {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  /**
   * The last failure of a database among the causes of a failure, itself included: the driver's
   * own, around which a pool's or a tool's stands. Null when there is none.
   */
  public static @Nullable SQLException of(Throwable error) {
    SQLException deepest = null;
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        deepest = sql;
      }
    }
    return deepest;
  }

  /**
   * Whether TLS is what failed. By the driver's text, too: it has one SQL state for all that goes
   * wrong with connections.
   */
  public static boolean isOfTls(SQLException error) {
    String state = String.valueOf(error.getSQLState());
    return Causes.find(error, SSLException.class) != null
        || Causes.find(error, GeneralSecurityException.class) != null
        || (state.startsWith("08") && why(error).matches(".*(SSL|hostname .* verified).*"))
        || (state.equals("28000") && why(error).endsWith("no encryption"));
  }

  /** What the driver or the server says of a connection. It never is about rows. */
  private static String why(SQLException error) {
    return Causes.text(error).replaceFirst("^(FATAL|ERROR): ", "");
  }
}
