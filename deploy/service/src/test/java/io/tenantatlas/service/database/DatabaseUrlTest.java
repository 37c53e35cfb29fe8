package io.tenantatlas.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.tenantatlas.service.startup.StartupFailure;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  private static final Properties NONE = new Properties();

  @Test
  void whatTheDriverKnowsIsAccepted() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "x");
    assertThatNoException()
        .isThrownBy(
            () ->
                DatabaseUrl.require(
                    "jdbc:postgresql://a:1,b:2/d?targetServerType=primary&sslmode=verify-full",
                    properties));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sslMode=verify-full", "ssl_mode=verify-full", "sslmode=require&sslRootCert=/a"})
  void aParameterThatTheDriverWouldIgnoreIsRefusedByName(String parameters) {
    String unknown = parameters.replaceFirst("^sslmode=require&", "").replaceFirst("=.*", "");
    assertThatExceptionOfType(StartupFailure.class)
        .isThrownBy(() -> DatabaseUrl.require("jdbc:postgresql://a/d?" + parameters, NONE))
        .withMessageContaining("spring.datasource.url: ")
        .withMessageContaining("no parameter " + unknown + ";")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("=verify-full", "=/a"));
  }

  @Test
  void aPropertyOfThePoolToo() {
    Properties properties = new Properties();
    properties.setProperty("sslMode", "verify-full");
    assertThatExceptionOfType(StartupFailure.class)
        .isThrownBy(() -> DatabaseUrl.require("jdbc:postgresql://a/d", properties))
        .withMessageStartingWith("spring.datasource.hikari.data-source-properties: ");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a", "jdbc:mysql://a/d", "jdbc:postgresql://a:x/d"})
  void aUrlOfAnotherKindIsNotShown(@Nullable String url) {
    assertThatExceptionOfType(StartupFailure.class)
        .isThrownBy(() -> DatabaseUrl.require(url, NONE))
        .withMessageStartingWith("spring.datasource.url must be a URL of the PostgreSQL driver");
  }
}
