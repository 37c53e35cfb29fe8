package io.tenantatlas.standalone.secured;

import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import io.tenantatlas.standalone.embedded.TestPorts;
import io.tenantatlas.standalone.source.SourceSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL that takes connections with TLS and a password only, with a source and a read model
 * whose roles may do what deploy/sql permits.
 */
final class SecuredPostgres implements AutoCloseable {

  static final String SOURCE = "tenant_atlas";
  static final String READ_MODEL = "read_model";
  static final String CAPTURE_PASSWORD = "capture-secret";
  static final String PROJECTOR_PASSWORD = "projector-secret";
  static final String QUERY_API_PASSWORD = "query-secret";

  private final Path trusted;
  private final int port = TestPorts.free();
  private final EmbeddedPostgresServer server;

  SecuredPostgres(Path directory, Authority authority, Authority.Identity identity)
      throws IOException, SQLException {
    trusted = authority.certificate();
    server = new EmbeddedPostgresServer(directory, port);
    server.start(List.of(SOURCE, READ_MODEL));
    String source = server.jdbcUrl(SOURCE);
    SourceSchema.LARAVEL.create(
        source, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
    psql(SOURCE, "source-role.sql");
    psql(SOURCE, "source-tables.sql");
    psql(READ_MODEL, "read-model.sql");
    Files.writeString(directory.resolve("data/pg_hba.conf"), "hostssl all all all scram-sha-256\n");
    execute(source, "alter system set ssl_cert_file = '" + identity.certificate() + "'");
    execute(source, "alter system set ssl_key_file = '" + identity.key() + "'");
    execute(source, "alter system set ssl = on");
    execute(source, "select pg_reload_conf()");
  }

  private void psql(String database, String file) throws IOException {
    Commands.run(
        Map.of(
            "PGPASSWORD",
            EmbeddedPostgresServer.PASSWORD,
            "CAPTURE_PASSWORD",
            CAPTURE_PASSWORD,
            "PROJECTOR_PASSWORD",
            PROJECTOR_PASSWORD,
            "QUERY_API_PASSWORD",
            QUERY_API_PASSWORD),
        "psql",
        "-X",
        "-q",
        "-f",
        Path.of("..", "sql", file).toString(),
        "host=127.0.0.1 port="
            + port
            + " dbname="
            + database
            + " user="
            + EmbeddedPostgresServer.USER);
  }

  /** As the driver takes it, with the server known by its certificate. */
  String url(String database) {
    return url(database, trusted);
  }

  String url(String database, Path trusted) {
    return server.jdbcUrl(database) + "?sslmode=verify-full&sslrootcert=" + trusted;
  }

  String plainUrl(String database) {
    return server.jdbcUrl(database) + "?sslmode=disable";
  }

  /** Two servers, the first of which there is not. */
  String urlOfTwo(String database) {
    String server = "127.0.0.1:" + port;
    return url(database).replace(server, "127.0.0.1:" + TestPorts.free() + "," + server);
  }

  /** As an administrator. */
  void execute(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first value that a query finds, as an administrator; empty when there is none. */
  String value(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        database.startsWith("jdbc:") ? database : url(database),
        EmbeddedPostgresServer.USER,
        EmbeddedPostgresServer.PASSWORD);
  }

  @Override
  public void close() {
    server.close();
  }
}
