package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.tenantatlas.service.startup.StartupFailure;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What the pool is told, by the service's own files and by a user. */
class ReadModelPoolTest {

  private static final QueryApiProperties.ReadModel SETTINGS =
      new QueryApiProperties.ReadModel(5, Duration.ofMillis(1500));

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withInitializer(new ConfigDataApplicationContextInitializer())
          .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class));

  private static void prepared(ApplicationContextRunner context, Consumer<HikariDataSource> look) {
    context.run(
        running -> {
          HikariDataSource pool = running.getBean(HikariDataSource.class);
          ReadModelPool.prepare(pool, SETTINGS);
          look.accept(pool);
        });
  }

  @Test
  void theDefaultsAreThoseOfTheDocs() {
    prepared(
        context,
        pool -> {
          assertThat(pool.getJdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:5432/read_model");
          assertThat(pool.getUsername()).isEqualTo("query_api");
          assertThat(pool.getPoolName()).isEqualTo("query-api");
          assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
          assertThat(pool.getConnectionTimeout()).isEqualTo(2000);
          assertThat(pool.getValidationTimeout()).isEqualTo(2000);
          assertThat(pool.getInitializationFailTimeout()).isNegative();
          assertThat(pool.getDataSourceProperties())
              .containsEntry("ApplicationName", "tenantatlas-query-api")
              .containsEntry("connectTimeout", "2")
              .containsEntry("socketTimeout", "4");
          assertThat(pool.getConnectionInitSql())
              .isEqualTo("set default_transaction_read_only = on; set statement_timeout = 1500");
        });
  }

  @Test
  void whatTheUserSetsHoldsButThatItOnlyReads() {
    prepared(
        context.withPropertyValues(
            "spring.datasource.hikari.connection-init-sql=set search_path = x",
            "spring.datasource.hikari.data-source-properties.socketTimeout=60"),
        pool -> {
          assertThat(pool.getDataSourceProperties()).containsEntry("socketTimeout", "60");
          assertThat(pool.getConnectionInitSql())
              .startsWith("set search_path = x; set default_transaction_read_only = on; ");
        });
  }

  @Test
  void connectionDetailsSayWhereItIs() {
    prepared(
        context.withBean(JdbcConnectionDetails.class, Elsewhere::new),
        pool -> {
          assertThat(pool.getJdbcUrl()).isEqualTo("jdbc:postgresql://elsewhere/db");
          assertThat(pool.getUsername()).isEqualTo("somebody");
        });
  }

  private record Elsewhere() implements JdbcConnectionDetails {
    @Override
    public String getJdbcUrl() {
      return "jdbc:postgresql://elsewhere/db";
    }

    @Override
    public String getUsername() {
      return "somebody";
    }

    @Override
    public String getPassword() {
      return "";
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://a:1,b:2/db?targetServerType=primary&sslmode=verify-full",
        "jdbc:postgresql://a/db?sslrootcert=/ca.pem&sslcert=/c.pem&sslkey=/k.pk8&options=-c%20a=b",
        "jdbc:postgresql:db"
      })
  void aUrlOfTheDriverIsTaken(String url) {
    prepared(
        context.withPropertyValues("spring.datasource.url=" + url),
        pool -> assertThat(pool.getJdbcUrl()).isEqualTo(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://u:hidden@a/db",
        "jdbc:mysql://a/hidden",
        "jdbc:postgresql://a:hidden/db"
      })
  void whatIsNoUrlOfItIsRefusedAndNotShown(String url) {
    assertThatRefused("spring.datasource.url=" + url)
        .hasMessageStartingWith("spring.datasource.url must be a URL of the PostgreSQL driver")
        .hasMessageNotContaining("hidden");
  }

  /** The driver would ignore it, and connect in the clear. */
  @ParameterizedTest
  @CsvSource({"sslMode", "sslmod", "ssl-mode"})
  void aParameterThatTheDriverDoesNotKnowIsRefused(String name) {
    assertThatRefused("spring.datasource.url=jdbc:postgresql://a/db?" + name + "=verify-full")
        .hasMessageStartingWith("spring.datasource.url: ")
        .hasMessageContaining("no parameter " + name + ";");
    assertThatRefused("spring.datasource.hikari.data-source-properties." + name + "=verify-full")
        .hasMessageStartingWith("spring.datasource.hikari.data-source-properties: ")
        .hasMessageContaining("no parameter " + name + ";");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertThatRefused(
      String setting) {
    return assertThatThrownBy(() -> prepared(context.withPropertyValues(setting), pool -> {}))
        .isInstanceOf(StartupFailure.class);
  }
}
