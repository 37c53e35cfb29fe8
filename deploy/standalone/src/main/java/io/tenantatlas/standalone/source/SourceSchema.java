package io.tenantatlas.standalone.source;

import io.tenantatlas.service.startup.StartupFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How the source tables keep their timestamps; everything else in them is the same. */
public enum SourceSchema {
  /** As Laravel makes them: whole seconds of UTC, without a time zone. */
  LARAVEL("timestamp(0) without time zone", ChronoUnit.SECONDS),
  /** Microseconds, with a time zone. */
  TIMESTAMPTZ("timestamp(6) with time zone", ChronoUnit.MICROS);

  private final String timestampType;
  private final ChronoUnit precision;

  SourceSchema(String timestampType, ChronoUnit precision) {
    this.timestampType = timestampType;
    this.precision = precision;
  }

  /** The instant as the application writes it: cut, not rounded, to what the column keeps. */
  public OffsetDateTime timestamp(Instant instant) {
    return instant.truncatedTo(precision).atOffset(ZoneOffset.UTC);
  }

  /** Makes the tables that are absent; touches no table that exists. */
  public void create(String jdbcUrl, String user, String password) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql());
      requireTimestamps(statement);
    } catch (SQLException e) {
      throw new StartupFailure("the source tables cannot be made: " + e.getMessage(), e);
    }
  }

  private void requireTimestamps(Statement statement) throws SQLException {
    try (ResultSet type =
        statement.executeQuery(
            """
            select format_type(atttypid, atttypmod)
              from pg_attribute
             where attrelid = 'tenants'::regclass and attname = 'created_at'
            """)) {
      if (type.next() && !type.getString(1).equals(timestampType)) {
        throw new StartupFailure(
            "atlas.standalone.source-schema=%s wants timestamps of type %s, but the tables in the data directory have %s:"
                    .formatted(name().toLowerCase(Locale.ROOT), timestampType, type.getString(1))
                + " choose another atlas.standalone.data-dir");
      }
    }
  }

  private String sql() {
    try (InputStream script = SourceSchema.class.getResourceAsStream("/source-schema.sql")) {
      if (script == null) {
        throw new IllegalStateException("source-schema.sql is not on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{timestamp}", timestampType);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
