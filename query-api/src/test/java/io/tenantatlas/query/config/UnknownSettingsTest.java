package io.tenantatlas.query.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class UnknownSettingsTest {

  private static void refuse(PropertySource<?> source) {
    UnknownSettings.refuse(List.of(settings(source)));
  }

  private static ConfigurationPropertySource settings(PropertySource<?> source) {
    return requireNonNull(ConfigurationPropertySource.from(source));
  }

  private static PropertySource<?> file(String name) {
    return new MapPropertySource("file", Map.of(name, "1"));
  }

  private static PropertySource<?> variable(String name) {
    return new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas.query-api.poll-interval",
        "atlas.query-api.pollInterval",
        "atlas.queryapi.poll_interval",
        "atlas.query-api.read-model.url",
        "atlas.query-api.token.keys.retry-after",
        "atlas.query-api.token.algorithms",
        "atlas.query-api.token.algorithms[0]",
        "atlas.query-api.memory.kafka.properties.security.protocol",
        "atlas.query-api.memory.kafka.properties[sasl.jaas.config]",
        "atlas.query-api.stream.max-open",
        "atlas.read-model.nothing",
        "atlas.nothing",
        "server.port"
      })
  void whatIsASettingOrNotOursIsTaken(String name) {
    refuse(file(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas.query-api.foo",
        "atlas.queryapi.foo",
        "atlas.query-api.poll-intervall",
        "atlas.query-api.url",
        "atlas.query-api.read-model.foo",
        "atlas.query-api.readmodel.pool.size",
        "atlas.query-api.poll-interval.foo",
        "atlas.query-api.token.max-cached",
        "atlas.query-api.token.keys.foo",
        "atlas.query-api.memory.kafka.propertie.a",
        "atlas.query-api.stream[0]"
      })
  void whatIsNoneIsRefusedByItsName(String name) {
    assertThatThrownBy(() -> refuse(file(name)))
        .isInstanceOfSatisfying(
            InvalidConfigurationPropertyValueException.class,
            refusal -> assertThat(refusal.getName()).isEqualTo(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATLAS_QUERYAPI_READMODEL_URL",
        "ATLAS_QUERYAPI_POLLINTERVAL",
        "ATLAS_QUERYAPI_TOKEN_ALGORITHMS_0",
        "ATLAS_QUERYAPI_MEMORY_KAFKA_PROPERTIES_SECURITY_PROTOCOL",
        "ATLAS_QUERY_API_READ_MODEL_URL",
        "ATLAS_QUERY_API_MEMORY_KAFKA_PROPERTIES_SECURITY_PROTOCOL",
        "atlas_queryapi_maxwait",
        "ATLAS_READMODEL_FOO",
        "ATLAS_QUERY_API_SERVICE_HOST",
        "ATLAS_QUERY_API_SERVICE_PORT_HTTP",
        "ATLAS_QUERYAPI_PORT",
        "ATLAS_QUERYAPI_PORT_8080_TCP_ADDR",
        "ATLAS_SOURCE_URL",
        "PATH"
      })
  void aVariableOfASettingOrNotOursIsTaken(String name) {
    refuse(variable(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATLAS_QUERYAPI_FOO",
        "atlas_queryapi_foo",
        "ATLAS_QUERYAPI_READMODEL_URLL",
        "ATLAS_QUERYAPI_READ_MODEL_URL",
        "ATLAS_QUERYAPI_TOKEN_MAXCACHED",
        "ATLAS_QUERY_API_FOO",
        "ATLAS_QUERY_API_READMODEL_URL"
      })
  void aVariableOfNoneIsRefused(String name) {
    assertThatThrownBy(() -> refuse(variable(name)))
        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
        .hasMessageContaining("no such setting");
  }

  /** What is taken counts. */
  @ParameterizedTest
  @ValueSource(strings = {"ATLAS_QUERYAPI_MAXWAITERS", "ATLAS_QUERY_API_MAX_WAITERS"})
  void variablesAreReadInBothForms(String name) {
    var binder = new Binder(settings(variable(name)));
    assertThat(binder.bind("atlas.query-api", QueryApiProperties.class).get().maxWaiters())
        .isEqualTo(1);
  }

  @Test
  void anErrorSaysWhereTheSettingStands() {
    assertThat(
            StartupError.describe(
                new InvalidConfigurationPropertyValueException(
                    "atlas.query-api.token.foo", null, "there is no such setting"),
                null))
        .isEqualTo("ERROR: atlas.query-api.token.foo is not valid: there is no such setting.");
  }
}
