package io.tenantatlas.projector.capture;

import java.util.Locale;

/**
 * Where the source is.
 *
 * @param host its host
 * @param port its port
 * @param database the database
 * @param schema the schema of the captured tables
 * @param username a role that may replicate and read the captured tables
 * @param password its password
 */
public record SourceSettings(
    String host, int port, String database, String schema, String username, String password) {

  /** The JDBC URL. */
  public String url() {
    return String.format(Locale.ROOT, "jdbc:postgresql://%s:%d/%s", host, port, database);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url() + " as " + username;
  }
}
