package io.tenantatlas.projector.config;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Brings the read model's schema up to date. */
final class Migration {

  private Migration() {}

  static void run(ProjectorProperties.ReadModel settings) {
    try {
      var unused =
          Flyway.configure(Migration.class.getClassLoader())
              .dataSource(settings.url(), settings.username(), settings.password())
              .locations("classpath:db/migration")
              .load()
              .migrate();
    } catch (FlywayException e) {
      SQLException cause = sqlCause(e);
      throw new StartupFailure(
          cause == null
              ? "the read model's schema cannot be brought up to date: " + e.getMessage()
              : DatabaseErrors.line(cause, "atlas.read-model", settings.url()),
          e);
    }
  }

  private static @Nullable SQLException sqlCause(Throwable error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
