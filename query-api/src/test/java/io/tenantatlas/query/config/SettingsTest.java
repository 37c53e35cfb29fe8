package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.service.settings.SettingsCheck;
import io.tenantatlas.service.startup.StartupFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Which settings there are, and what they may be. */
class SettingsTest {

  private static MutablePropertySources only(MapPropertySource source) {
    var sources = new MutablePropertySources();
    sources.addLast(source);
    return sources;
  }

  private static MapPropertySource file(String name) {
    return new MapPropertySource("file", Map.of(name, "1"));
  }

  private static MapPropertySource variable(String name) {
    return new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "1"));
  }

  private static void check(MapPropertySource source) {
    SettingsCheck.ofClassPath().refuseUnknown(ConfigurationPropertySources.from(only(source)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas.query-api.poll-interval",
        "atlas.query-api.pollInterval",
        "atlas.queryapi.poll_interval",
        "atlas.query-api.read-model.max-large-reads",
        "atlas.query-api.token.keys.retry-after",
        "atlas.query-api.token.algorithms",
        "atlas.query-api.token.algorithms[0]",
        "atlas.query-api.memory.kafka.topic-prefix",
        "atlas.query-api.stream.max-open",
        "atlas.query-api.connection.max-per-address",
        "atlas.source.url",
        "atlas.read-model.url",
        "server.port"
      })
  void whatIsASettingOrTheProjectorsIsTaken(String name) {
    assertThatCode(() -> check(file(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas.query-api.foo",
        "atlas.query-api.poll-intervall",
        "atlas.query-api.url",
        "atlas.query-api.read-model.foo",
        "atlas.query-api.poll-interval.foo",
        "atlas.query-api.token.keys.foo",
        "atlas.query-api.stream[0]",
        "atlas.nothing"
      })
  void whatIsNoneIsRefusedByItsName(String name) {
    assertThatThrownBy(() -> check(file(name)))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith(name + ": there is no such setting (");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATLAS_QUERYAPI_POLLINTERVAL",
        "ATLAS_QUERYAPI_TOKEN_ALGORITHMS_0",
        "ATLAS_QUERY_API_MEMORY_KAFKA_TOPIC_PREFIX",
        "atlas_queryapi_maxwait",
        "ATLAS_QUERY_API_SERVICE_HOST",
        "ATLAS_QUERY_API_SERVICE_PORT_HTTP",
        "ATLAS_QUERYAPI_PORT",
        "ATLAS_QUERYAPI_PORT_8080_TCP_ADDR",
        "ATLAS_SOURCE_URL",
        "PATH"
      })
  void aVariableOfASettingOrNotOursIsTaken(String name) {
    assertThatCode(() -> check(variable(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ATLAS_QUERYAPI_FOO", "atlas_queryapi_foo", "ATLAS_QUERY_API_POLL_INTERVALL"})
  void aVariableOfNoneIsRefused(String name) {
    assertThatThrownBy(() -> check(variable(name)))
        .isInstanceOf(StartupFailure.class)
        .hasMessage(name + ": there is no such setting");
  }

  /** What is taken counts. */
  @ParameterizedTest
  @ValueSource(strings = {"ATLAS_QUERYAPI_MAXWAITERS", "ATLAS_QUERY_API_MAX_WAITERS"})
  void variablesAreReadInBothForms(String name) {
    var binder = new Binder(ConfigurationPropertySources.from(only(variable(name))));
    assertThat(binder.bind("atlas.query-api", QueryApiProperties.class).get().maxWaiters())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "read-model.url, spring.datasource.url",
    "read-model.username, spring.datasource.username",
    "read-model.password, spring.datasource.password",
    "read-model.pool-size, spring.datasource.hikari.maximum-pool-size",
    "read-model.connection-timeout, spring.datasource.hikari.connection-timeout",
    "memory.kafka.bootstrap-servers, spring.kafka.bootstrap-servers",
    "memory.kafka.timeout, spring.kafka.properties[default.api.timeout.ms]",
    "memory.kafka.properties.security.protocol, spring.kafka.properties",
    "memory.kafka.properties[sasl.jaas.config], spring.kafka.properties"
  })
  void aNameOfAnEarlierReleaseIsRefusedWithTheNewOne(String old, String replacement) {
    assertThatThrownBy(() -> check(file("atlas.query-api." + old)))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith("atlas.query-api." + old + " is a setting of an earlier release (")
        .hasMessageEndingWith("; set " + replacement + " instead");
  }

  @ParameterizedTest
  @CsvSource({
    "ATLAS_QUERYAPI_READMODEL_URL, spring.datasource.url",
    "ATLAS_QUERY_API_READ_MODEL_PASSWORD, spring.datasource.password",
    "ATLAS_QUERYAPI_MEMORY_KAFKA_BOOTSTRAPSERVERS, spring.kafka.bootstrap-servers",
    "ATLAS_QUERYAPI_MEMORY_KAFKA_PROPERTIES_SECURITY_PROTOCOL, spring.kafka.properties"
  })
  void soIsItsVariable(String old, String replacement) {
    assertThatThrownBy(() -> check(variable(old)))
        .isInstanceOf(StartupFailure.class)
        .hasMessage(old + " is a setting of an earlier release; set " + replacement + " instead");
  }

  @ParameterizedTest
  @CsvSource({
    "poll-interval, 0ms",
    "poll-interval, 2s",
    "default-wait, -1s",
    "max-wait, 999ms",
    "max-wait, 6m",
    "max-waiters, 0",
    "max-waiters, 100001",
    "max-waiters-per-actor, 0",
    "read-model.max-large-reads, 0",
    "read-model.max-large-reads, 1001",
    "read-model.statement-timeout, 9ms",
    "read-model.statement-timeout, 61s"
  })
  void whatIsOutOfRangeIsRefusedByName(String name, String value) {
    assertThat(BoundSettings.refusal(QueryApiProperties.class, Map.of(name, value)))
        .contains("atlas.query-api." + name + " must be ");
  }

  @Test
  void theDefaultWaitIsNoLongerThanTheGreatest() {
    assertThat(
            BoundSettings.refusal(
                QueryApiProperties.class, Map.of("default-wait", "3s", "max-wait", "2s")))
        .isEqualTo("atlas.query-api.default-wait must not be longer than atlas.query-api.max-wait");
  }

  @ParameterizedTest
  @CsvSource({
    "documents-max-size, 1KB",
    "answers-max-size, 65GB",
    "max-renewed, -1",
    "max-renewed, 10001",
    "idle-interval, 0ms",
    "idle-interval, 11s",
    "kafka.topic-prefix, a b",
    "kafka.retry-delay, 0ms",
    "kafka.retry-delay, 61s"
  })
  void whatOfTheMemoryIsOutOfRangeIsRefusedByName(String name, String value) {
    assertThat(BoundSettings.refusal(MemoryProperties.class, Map.of(name, value)))
        .startsWith("atlas.query-api.memory." + name + " must be ");
  }

  @ParameterizedTest
  @CsvSource({
    "max-open, 0",
    "max-open, 1000001",
    "max-open-per-actor, 0",
    "keep-alive, 9ms",
    "keep-alive, 6m"
  })
  void whatOfStreamsIsOutOfRangeIsRefusedByName(String name, String value) {
    assertThat(BoundSettings.refusal(StreamProperties.class, Map.of(name, value)))
        .startsWith("atlas.query-api.stream." + name + " must be ");
  }
}
