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

/**
 * A PostgreSQL that takes connections with TLS and a password only, with a source and a read model
 * whose roles may do what README.md says.
 */
final class SecuredPostgres implements AutoCloseable {

  static final String SOURCE = "tenant_atlas";
  static final String READ_MODEL = "read_model";
  static final String SOURCE_PASSWORD = "source-secret";
  static final String READ_MODEL_PASSWORD = "read-model-secret";

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
    execute(source, SOURCE_ROLE);
    execute(server.jdbcUrl(READ_MODEL), READ_MODEL_ROLE);
    Files.writeString(directory.resolve("data/pg_hba.conf"), "hostssl all all all scram-sha-256\n");
    execute(source, "alter system set ssl_cert_file = '" + identity.certificate() + "'");
    execute(source, "alter system set ssl_key_file = '" + identity.key() + "'");
    execute(source, "alter system set ssl = on");
    execute(source, "select pg_reload_conf()");
  }

  private static final String SOURCE_ROLE =
      """
      create role atlas login replication password 'source-secret';
      grant usage on schema public to atlas;
      grant select on tenants, operation_runs, inventory_items, inventory_sync_runs, findings, backup_schedule_runs,
        entra_group_sync_runs, restore_runs, managed_tenant_onboarding_sessions to atlas;
      create publication tenantatlas for table tenants, operation_runs, inventory_items, inventory_sync_runs, findings,
        backup_schedule_runs, entra_group_sync_runs, restore_runs, managed_tenant_onboarding_sessions;
      """;

  private static final String READ_MODEL_ROLE =
      """
      create role projector login password 'read-model-secret';
      revoke all on database read_model from public;
      grant connect on database read_model to projector;
      grant usage, create on schema public to projector;
      """;

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
