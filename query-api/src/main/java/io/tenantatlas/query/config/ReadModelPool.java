package io.tenantatlas.query.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Opens the pool of read-only connections. The database may be down: then the reads fail. */
final class ReadModelPool {

  /** What the network may add to a statement's own timeout before the connection is given up. */
  private static final Duration NETWORK_GRACE = Duration.ofSeconds(2);

  static HikariDataSource open(QueryApiProperties.ReadModel settings, MeterRegistry meters) {
    var config = new HikariConfig();
    config.setPoolName("query-api");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.username());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionTimeout(settings.connectionTimeout().toMillis());
    config.setValidationTimeout(settings.connectionTimeout().toMillis());
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(
        "set default_transaction_read_only = on; set statement_timeout = "
            + settings.statementTimeout().toMillis());
    config.addDataSourceProperty("ApplicationName", "tenantatlas-query-api");
    config.addDataSourceProperty("connectTimeout", seconds(settings.connectionTimeout()));
    config.addDataSourceProperty(
        "socketTimeout", seconds(settings.statementTimeout().plus(NETWORK_GRACE)));
    config.setMetricRegistry(meters);
    return new HikariDataSource(config);
  }

  /** The driver counts in whole seconds. */
  private static String seconds(Duration duration) {
    return Long.toString(duration.plusMillis(999).toSeconds());
  }

  private ReadModelPool() {}
}
