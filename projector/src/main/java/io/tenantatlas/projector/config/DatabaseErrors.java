package io.tenantatlas.projector.config;

import java.sql.SQLException;

/** What to do about a database that cannot be connected to, by PostgreSQL's error codes. */
final class DatabaseErrors {

  private DatabaseErrors() {}

  /**
   * The line that is shown.
   *
   * @param prefix of the settings, such as {@code atlas.source}
   */
  static String line(SQLException error, String prefix, String url) {
    String state = error.getSQLState() == null ? "" : error.getSQLState();
    return switch (state) {
      case "28P01", "28000", "08004" ->
          "%s refuses the user or password; set %s.username and %s.password (or their environment variables)"
              .formatted(url, prefix, prefix);
      case "3D000" ->
          "the database of %s does not exist; create it or set %s.url".formatted(url, prefix);
      case "08001", "08006" ->
          "cannot connect to %s; start the database or set %s.url".formatted(url, prefix);
      default -> "cannot use %s (SQL state %s); see %s.url".formatted(url, state, prefix);
    };
  }
}
