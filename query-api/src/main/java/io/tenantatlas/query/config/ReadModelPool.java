package io.tenantatlas.query.config;

import com.zaxxer.hikari.HikariDataSource;
import io.tenantatlas.service.startup.StartupFailure;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * What the pool of connections to the read model is told beside {@code spring.datasource.*}: that
 * they only read, and how long a statement may take. Nothing is connected to yet, so the database
 * may be down.
 */
final class ReadModelPool {

  /** What the network may add to a statement's own timeout before the connection is given up. */
  private static final Duration NETWORK_GRACE = Duration.ofSeconds(2);

  private static final String SOCKET_TIMEOUT = PGProperty.SOCKET_TIMEOUT.getName();

  /**
   * Before its first connection.
   *
   * @throws StartupFailure if the driver would not understand all of the URL and its properties
   */
  static void prepare(HikariDataSource pool, QueryApiProperties.ReadModel settings) {
    check(pool.getJdbcUrl(), pool.getDataSourceProperties());
    Duration statement = settings.statementTimeout();
    String theirs = pool.getConnectionInitSql();
    String ours =
        "set default_transaction_read_only = on; set statement_timeout = " + statement.toMillis();
    pool.setConnectionInitSql(theirs == null ? ours : theirs + "; " + ours);
    pool.setValidationTimeout(Math.min(pool.getValidationTimeout(), pool.getConnectionTimeout()));
    pool.getDataSourceProperties()
        .putIfAbsent(SOCKET_TIMEOUT, seconds(statement.plus(NETWORK_GRACE)));
  }

  /**
   * The driver ignores a parameter that it does not know: with {@code sslMode} for {@code sslmode}
   * it would connect in the clear. What is given is not shown, because it may hold a password.
   */
  private static void check(@Nullable String url, Properties properties) {
    Properties parsed =
        url != null && url.startsWith("jdbc:postgresql:") ? Driver.parseURL(url, null) : null;
    if (parsed == null) {
      throw new StartupFailure(
          "spring.datasource.url must be a URL of the PostgreSQL driver, such as"
              + " jdbc:postgresql://127.0.0.1:5432/read_model?sslmode=verify-full");
    }
    refuseUnknown(parsed, "spring.datasource.url");
    refuseUnknown(properties, "spring.datasource.hikari.data-source-properties");
  }

  private static void refuseUnknown(Properties properties, String setting) {
    properties.stringPropertyNames().stream()
        .filter(name -> PGProperty.forName(name) == null)
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new StartupFailure(
                  setting
                      + ": the PostgreSQL driver knows no parameter "
                      + name
                      + "; correct it (capital letters count)");
            });
  }

  /** The driver counts in whole seconds. */
  private static String seconds(Duration duration) {
    return Long.toString(duration.plusMillis(999).toSeconds());
  }

  private ReadModelPool() {}
}
