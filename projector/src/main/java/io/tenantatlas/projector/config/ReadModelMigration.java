package io.tenantatlas.projector.config;

import com.zaxxer.hikari.HikariDataSource;
import io.tenantatlas.service.database.DatabaseErrors;
import io.tenantatlas.service.database.DatabaseUrl;
import io.tenantatlas.service.startup.Causes;
import io.tenantatlas.service.startup.StartupFailure;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Brings the read model's schema up to date, before anything uses it. It is the first to connect,
 * so it is the one that tells why that cannot be.
 */
final class ReadModelMigration implements FlywayMigrationStrategy {

  private static final String PREFIX = "spring.datasource";

  private final HikariDataSource pool;

  /**
   * @throws StartupFailure if the driver would not understand all of the URL and its properties
   */
  ReadModelMigration(HikariDataSource pool) {
    DatabaseUrl.require(pool.getJdbcUrl(), pool.getDataSourceProperties());
    this.pool = pool;
  }

  @Override
  public void migrate(Flyway flyway) {
    try {
      var unused = flyway.migrate();
    } catch (RuntimeException e) {
      SQLException sql = DatabaseErrors.of(e);
      throw new StartupFailure(
          sql != null ? DatabaseErrors.line(sql, PREFIX, pool.getJdbcUrl()) : line(e), e);
    }
  }

  private static String line(RuntimeException failure) {
    return failure instanceof FlywayException
        ? "the read model's schema cannot be brought up to date: " + Causes.text(failure)
        : PREFIX + ".url cannot be used: it is no URL of the PostgreSQL driver";
  }
}
