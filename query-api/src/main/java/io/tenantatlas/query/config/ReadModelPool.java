package io.tenantatlas.query.config;

import com.zaxxer.hikari.HikariDataSource;
import io.tenantatlas.service.database.DatabaseUrl;
import io.tenantatlas.service.startup.StartupFailure;
import java.time.Duration;
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
    DatabaseUrl.require(pool.getJdbcUrl(), pool.getDataSourceProperties());
    Duration statement = settings.statementTimeout();
    String theirs = pool.getConnectionInitSql();
    String ours =
        "set default_transaction_read_only = on; set statement_timeout = " + statement.toMillis();
    pool.setConnectionInitSql(theirs == null ? ours : theirs + "; " + ours);
    pool.setValidationTimeout(Math.min(pool.getValidationTimeout(), pool.getConnectionTimeout()));
    pool.getDataSourceProperties()
        .putIfAbsent(SOCKET_TIMEOUT, seconds(statement.plus(NETWORK_GRACE)));
  }

  /** The driver counts in whole seconds. */
  private static String seconds(Duration duration) {
    return Long.toString(duration.plusMillis(999).toSeconds());
  }

  private ReadModelPool() {}
}
