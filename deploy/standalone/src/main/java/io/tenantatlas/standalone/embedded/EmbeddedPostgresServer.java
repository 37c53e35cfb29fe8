package io.tenantatlas.standalone.embedded;

import io.tenantatlas.service.startup.StartupFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A real PostgreSQL server on the loopback address, durable, with its own data directory, run by
 * this process.
 *
 * <p>The server is a process of its own, in a session of its own: neither a Ctrl-C nor a kill -9 of
 * this process reaches it. What a killed run leaves behind is stopped by {@link #stopLeftover} of
 * the next one. Passwords are really required (scram-sha-256). Not thread-safe; the caller holds
 * the lock of the data directory.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {
  public static final String USER = "postgres";
  public static final String PASSWORD = "postgres";

  /** Longest start, crash recovery included. */
  private static final String START_SECONDS = "60";

  /**
   * Longest orderly stop; after it the server is stopped at once, and recovers at its next start.
   */
  private static final String STOP_SECONDS = "5";

  private final Path home;
  private final Path data;
  private final Path log;
  private final int port;

  /**
   * @param home holds the data, the programs and the log of the server; made if absent
   */
  public EmbeddedPostgresServer(Path home, int port) {
    this.home = home.toAbsolutePath().normalize();
    this.data = this.home.resolve("data");
    this.log = this.home.resolve("server.log");
    this.port = port;
  }

  /** The address of one database of this server. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /**
   * Stops the server that an earlier run of this data directory left running; returns whether there
   * was one.
   */
  public boolean stopLeftover() {
    try {
      Optional<ProcessHandle> recorded = recordedProcess();
      if (recorded.isEmpty()) {
        return false;
      }
      if (!isServerOfThisDirectory(recorded.get())) {
        // Another program has the number by now. The server would not start while the file names a
        // live process.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        return false;
      }
      stop(commands());
      return true;
    } catch (IOException e) {
      throw new StartupFailure(
          "the embedded PostgreSQL of " + data + " cannot be stopped: " + e.getMessage(), e);
    }
  }

  private Optional<ProcessHandle> recordedProcess() throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pidFile, StandardCharsets.UTF_8);
    return lines.isEmpty()
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
  }

  private boolean isServerOfThisDirectory(ProcessHandle process) {
    ProcessHandle.Info info = process.info();
    return info.command().filter(command -> Path.of(command).endsWith("postgres")).isPresent()
        && List.of(info.arguments().orElse(new String[0])).contains(data.toString());
  }

  /**
   * Starts the server, after making its data directory and the given databases where they are
   * absent.
   */
  public void start(List<String> databases) {
    try {
      PostgresCommands commands = commands();
      if (!Files.exists(data)) {
        initialize(commands);
      }
      Files.writeString(data.resolve("postgresql.conf"), configuration());
      var started =
          commands.run(
              "pg_ctl",
              "start",
              "-w",
              "-t",
              START_SECONDS,
              "-D",
              data.toString(),
              "-l",
              log.toString());
      if (!started.succeeded()) {
        throw new StartupFailure(
            "the embedded PostgreSQL does not start: " + reason() + " (see " + log + ")");
      }
    } catch (IOException e) {
      throw new StartupFailure("the embedded PostgreSQL does not start: " + e.getMessage(), e);
    }
    create(databases);
  }

  private PostgresCommands commands() throws IOException {
    OwnerOnly.directory(home);
    return new PostgresCommands(PostgresBinaries.unpack(home));
  }

  /**
   * Under another name until it is complete, so that an initdb that was cut off is not taken for a
   * database.
   */
  private void initialize(PostgresCommands commands) throws IOException {
    Path incomplete = home.resolve("data-incomplete");
    Trees.delete(incomplete);
    Path passwordFile = home.resolve("password");
    Files.writeString(passwordFile, PASSWORD);
    var result =
        commands.run(
            "initdb",
            "--pgdata=" + incomplete,
            "--username=" + USER,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions");
    Files.delete(passwordFile);
    if (!result.succeeded()) {
      throw new StartupFailure(
          "the embedded PostgreSQL cannot make its data directory: "
              + result.output().replace('\n', ' '));
    }
    Files.move(incomplete, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private String configuration() throws IOException {
    try (InputStream template = getClass().getResourceAsStream("/postgresql.conf")) {
      if (template == null) {
        throw new IllegalStateException("postgresql.conf is not on the class path");
      }
      return new String(template.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{port}", Integer.toString(port));
    }
  }

  /** The last line of the log that says why. */
  private String reason() throws IOException {
    if (!Files.exists(log)) {
      return "no reason given";
    }
    return Files.readAllLines(log, StandardCharsets.UTF_8).reversed().stream()
        .filter(line -> line.contains("FATAL") || line.contains("PANIC"))
        .findFirst()
        .orElse("no reason given");
  }

  private void create(List<String> databases) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), USER, PASSWORD)) {
      for (String database : databases) {
        createIfAbsent(connection, database);
      }
    } catch (SQLException e) {
      throw new StartupFailure("the embedded PostgreSQL cannot be used: " + e.getMessage(), e);
    }
  }

  private static void createIfAbsent(Connection connection, String database) throws SQLException {
    try (PreparedStatement exists =
        connection.prepareStatement("select from pg_database where datname = ?")) {
      exists.setString(1, database);
      if (exists.executeQuery().next()) {
        return;
      }
    }
    try (var create = connection.createStatement()) {
      create.execute("create database " + create.enquoteIdentifier(database, true));
    }
  }

  /** Stops the server; its open connections are cut. Nothing happens when it does not run. */
  @Override
  public void close() {
    try {
      if (Files.exists(data.resolve("postmaster.pid"))) {
        stop(commands());
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "the embedded PostgreSQL of " + data + " cannot be stopped", e);
    }
  }

  private void stop(PostgresCommands commands) throws IOException {
    if (!stop(commands, "fast").succeeded()) {
      var immediate = stop(commands, "immediate");
      if (!immediate.succeeded() && recordedProcess().isPresent()) {
        throw new IOException(immediate.output().replace('\n', ' '));
      }
    }
  }

  private PostgresCommands.Result stop(PostgresCommands commands, String mode) throws IOException {
    return commands.run(
        "pg_ctl", "stop", "-w", "-t", STOP_SECONDS, "-m", mode, "-D", data.toString());
  }
}
