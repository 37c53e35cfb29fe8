package io.tenantatlas.projector.source;

import io.tenantatlas.service.database.DatabaseErrors;
import java.time.Duration;

/**
 * Where the source is.
 *
 * @param url any URL of the PostgreSQL driver, with its parameters: every connection, Debezium's
 *     too, is made by it
 * @param schema the schema of the captured tables
 * @param username a role that may replicate and read the captured tables
 * @param password its password
 * @param timeout after which a connection attempt, or a connection from which nothing comes while
 *     something is expected, counts as dead; at least a second
 */
public record SourceSettings(
    String url, String schema, String username, String password, Duration timeout) {

  /** The first of its hosts. */
  public String host() {
    return SourceUrl.host(url);
  }

  /** The port of the first. */
  public int port() {
    return SourceUrl.port(url);
  }

  /** The database's name. */
  public String database() {
    return SourceUrl.database(url);
  }

  /** A table of the captured schema, quoted for SQL. */
  public String quoted(String table) {
    return quote(schema) + "." + quote(table);
  }

  /** An identifier, quoted for SQL. */
  public static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Without passwords. */
  @Override
  public String toString() {
    return DatabaseErrors.shown(url) + " as " + username;
  }
}
