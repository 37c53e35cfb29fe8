package io.tenantatlas.standalone.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/**
 * A PostgreSQL server as somebody else runs it: it asks for passwords, the application's tables are
 * the application's, and its administrator is no superuser. Made for one thread.
 */
final class OwnPostgres {

  /** Where the build puts the programs of the version that is not on the class path. */
  private static final Path OLDER = Path.of("target", "postgres-15", "postgres-15.jar");

  private static final List<String> SETUP =
      List.of(
          "create role administrator login createrole createdb password 'administrator-secret'",
          "create role application login password 'application-secret'",
          // Each by itself: a database is not made in a transaction.
          "create database tenant_atlas owner application",
          "create database read_model owner administrator");

  enum Version {
    /** CREATE in public is the owner's only; REPLICATION is the superuser's to give. */
    FIFTEEN(15, "createdb", "postgres", OwnPostgres::older),
    /** The one that the standalone run has. */
    EIGHTEEN(18, "replication", "administrator", DefaultPostgresBinaryResolver.INSTANCE);

    private final int number;
    private final String administratorsMay;
    private final String makesReplicationRoles;
    private final PgBinaryResolver programs;

    Version(
        int number,
        String administratorsMay,
        String makesReplicationRoles,
        PgBinaryResolver programs) {
      this.number = number;
      this.administratorsMay = administratorsMay;
      this.makesReplicationRoles = makesReplicationRoles;
      this.programs = programs;
    }

    int number() {
      return number;
    }
  }

  private final Version version;
  private final EmbeddedPostgres postgres;

  private OwnPostgres(Version version, EmbeddedPostgres postgres) {
    this.version = version;
    this.postgres = postgres;
  }

  static OwnPostgres start(Version version) throws IOException, SQLException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setPgBinaryResolver(version.programs)
            .setServerConfig("wal_level", "logical")
            .setServerConfig("password_encryption", "scram-sha-256")
            .setDataDirectoryCustomizer(OwnPostgres::askForPasswords)
            .start();
    OwnPostgres server = new OwnPostgres(version, postgres);
    for (String sql : SETUP) {
      server.execute("postgres", "postgres", "", sql);
    }
    server.execute(
        "postgres", "postgres", "", "alter role administrator " + version.administratorsMay);
    server.execute("tenant_atlas", "application", "application-secret", applicationTables());
    return server;
  }

  private static String applicationTables() throws IOException {
    try (InputStream schema = OwnPostgres.class.getResourceAsStream("/source-schema.sql")) {
      if (schema == null) {
        throw new IllegalStateException("source-schema.sql is not on the class path");
      }
      return new String(schema.readAllBytes(), UTF_8).replace("{timestamp}", "timestamp(0)")
          + ";create table secrets (id int)";
    }
  }

  private static void askForPasswords(File data) {
    try {
      Files.writeString(
          data.toPath().resolve("pg_hba.conf"),
          """
          host all postgres 127.0.0.1/32 trust
          host all all 127.0.0.1/32 scram-sha-256
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The programs in the jar that the build has fetched. */
  private static InputStream older(String system, String machine) throws IOException {
    if (!Files.exists(OLDER)) {
      throw new IllegalStateException(
          "there is no " + OLDER.toAbsolutePath() + "; the build fetches it before the tests");
    }
    String wanted = "postgres-linux-x86_64.txz";
    try (JarFile jar = new JarFile(OLDER.toFile())) {
      var entry = jar.getEntry(wanted);
      if (entry == null) {
        throw new IllegalStateException(OLDER + " has no " + wanted);
      }
      return new ByteArrayInputStream(jar.getInputStream(entry).readAllBytes());
    }
  }

  Version version() {
    return version;
  }

  /** The user that may make roles with REPLICATION. */
  String mayMakeReplicationRoles() {
    return version.makesReplicationRoles;
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database;
  }

  Connection connect(String database, String user, String password) throws SQLException {
    return DriverManager.getConnection(url(database), user, password);
  }

  /** The tables of {@code public}. */
  List<String> tables(String database) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Connection connection = connect(database, "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select tablename from pg_tables where schemaname = 'public'")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private void execute(String database, String user, String password, String sql)
      throws SQLException {
    try (Connection connection = connect(database, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs a file of {@code deploy/sql} as its head says. */
  void psql(String user, String database, String file) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "psql",
                "-X",
                "-q",
                "-f",
                DeployFiles.deploy("sql/" + file).toString(),
                "host=127.0.0.1 port="
                    + postgres.getPort()
                    + " dbname="
                    + database
                    + " user="
                    + user)
            .redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", user + "-secret");
    builder.environment().put("CAPTURE_PASSWORD", "capture-secret");
    builder.environment().put("PROJECTOR_PASSWORD", "projector-secret");
    builder.environment().put("QUERY_API_PASSWORD", "query-secret");
    Process psql;
    try {
      psql = builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "psql is not on the PATH: install it, on Debian by \"apt-get install postgresql-client\";"
              + " the files of deploy/sql are run with it",
          e);
    }
    String output = new String(psql.getInputStream().readAllBytes(), UTF_8);
    if (psql.waitFor() != 0) {
      throw new AssertionError(file + " fails for " + user + ": " + output);
    }
  }

  /** Not as AutoCloseable: JUnit would close it after the first test that it is an argument of. */
  void stop() throws IOException {
    postgres.close();
  }

  @Override
  public String toString() {
    return "PostgreSQL " + version.number();
  }
}
