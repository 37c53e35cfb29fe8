package io.tenantatlas.projector.source;

import io.tenantatlas.projector.change.Column;
import io.tenantatlas.projector.change.SourceTable;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/** A PostgreSQL server that is, or cannot be, a source; each test makes a schema of its own. */
public final class SourceDatabase implements AutoCloseable {

  private final EmbeddedPostgres postgres;
  private final JdbcTemplate jdbc;
  private int schemas;

  private SourceDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
    this.jdbc = new JdbcTemplate(postgres.getPostgresDatabase());
  }

  /** A server with this {@code wal_level}. */
  public static SourceDatabase start(String walLevel) {
    try {
      return new SourceDatabase(
          EmbeddedPostgres.builder()
              .setServerConfig("wal_level", walLevel)
              .setServerConfig("max_slot_wal_keep_size", "1MB")
              .setServerConfig("max_prepared_transactions", "2")
              .start());
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  /**
   * A server whose files are in a directory that stays when it is closed.
   *
   * @param directory empty, or of an earlier server
   */
  public static SourceDatabase at(Path directory, int port) {
    try {
      return new SourceDatabase(
          EmbeddedPostgres.builder()
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setPort(port)
              .setServerConfig("wal_level", "logical")
              .start());
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not start", e);
    }
  }

  /** As a superuser. */
  public JdbcTemplate jdbc() {
    return jdbc;
  }

  /** A new schema with all captured tables; its name. */
  public String schema() {
    return schema("source_" + schemas++);
  }

  /** One of that name. */
  public String schema(String schema) {
    jdbc.execute("create schema " + SourceSettings.quote(schema));
    for (SourceTable table : SourceTable.values()) {
      String columns =
          table.columns().stream()
              .map(column -> column.name() + " " + type(column.type()))
              .collect(Collectors.joining(", "));
      jdbc.execute(
          "create table %s.%s (id bigserial primary key, %s)"
              .formatted(SourceSettings.quote(schema), table.tableName(), columns));
    }
    return schema;
  }

  private static String type(Column.Type type) {
    return switch (type) {
      case INTEGER -> "bigint";
      case TEXT -> "varchar(255)";
      case BOOLEAN -> "boolean";
      case INSTANT -> "timestamp(0)";
      case JSON -> "jsonb";
    };
  }

  public SourceSettings settings(String schema) {
    return settings(schema, "postgres");
  }

  public SourceSettings settings(String schema, String role) {
    return new SourceSettings(
        "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
        schema,
        role,
        "",
        Duration.ofSeconds(10));
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
