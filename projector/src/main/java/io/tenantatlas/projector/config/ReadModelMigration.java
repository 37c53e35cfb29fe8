package io.tenantatlas.projector.config;

import io.tenantatlas.service.startup.Causes;
import io.tenantatlas.service.startup.DatabaseErrors;
import io.tenantatlas.service.startup.StartupFailure;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Brings the read model's schema up to date, before anything uses it. It is the first to connect,
 * so it is the one that tells why that cannot be.
 */
final class ReadModelMigration implements FlywayMigrationStrategy {

  private static final String PREFIX = "spring.datasource";

  private final JdbcConnectionDetails database;

  ReadModelMigration(JdbcConnectionDetails database) {
    this.database = database;
  }

  @Override
  public void migrate(Flyway flyway) {
    try {
      var unused = flyway.migrate();
    } catch (RuntimeException e) {
      SQLException sql = DatabaseErrors.of(e);
      throw new StartupFailure(
          sql != null ? DatabaseErrors.line(sql, PREFIX, database.getJdbcUrl()) : line(e), e);
    }
  }

  private static String line(RuntimeException failure) {
    return failure instanceof FlywayException
        ? "the read model's schema cannot be brought up to date: " + Causes.text(failure)
        : PREFIX + ".url cannot be used: it is no URL of the PostgreSQL driver";
  }
}
