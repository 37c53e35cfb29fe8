package io.tenantatlas.projector.source;

import java.time.Duration;

/**
 * Where the source is.
 *
 * @param host its host
 * @param port its port
 * @param database the database
 * @param schema the schema of the captured tables
 * @param username a role that may replicate and read the captured tables
 * @param password its password
 * @param timeout after which a connection attempt, or a connection from which nothing comes while
 *     something is expected, counts as dead; at least a second
 */
public record SourceSettings(
    String host,
    int port,
    String database,
    String schema,
    String username,
    String password,
    Duration timeout) {

  /** The JDBC URL. */
  public String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** A table of the captured schema, quoted for SQL. */
  public String quoted(String table) {
    return quote(schema) + "." + quote(table);
  }

  /** An identifier, quoted for SQL. */
  public static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url() + " as " + username;
  }
}
