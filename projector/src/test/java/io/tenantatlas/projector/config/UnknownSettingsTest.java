package io.tenantatlas.projector.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
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
        "atlas.source.url",
        "atlas.read-model.pool-size",
        "atlas.readModel.poolSize",
        "atlas.readmodel.pool_size",
        "atlas.projector.roles",
        "atlas.projector.roles[0]",
        "atlas.kpi.drift-scan-types[1]",
        "atlas.query-api.read-model.url",
        "atlas.standalone.data-dir",
        "atlassian.url",
        "server.port"
      })
  void whatIsASettingOrNotOursIsTaken(String name) {
    refuse(file(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas.foo",
        "atlas.sourc.url",
        "atlas.source.urls",
        "atlas.source",
        "atlas.source.url.host",
        "atlas.source.url[0]",
        "atlas.capture.heartbeat-intervall",
        "atlas.url",
        "atlas.queryapis.url"
      })
  void whatIsNoneIsRefusedByItsName(String name) {
    assertThatThrownBy(() -> refuse(file(name)))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith(name + ": there is no such setting");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATLAS_SOURCE_URL",
        "atlas_source_url",
        "ATLAS_READMODEL_POOLSIZE",
        "ATLAS_READ_MODEL_POOL_SIZE",
        "ATLAS_PROJECTOR_ROLES",
        "ATLAS_PROJECTOR_ROLES_0",
        "ATLAS_QUERYAPI_FOO",
        "ATLAS_STANDALONE_FOO",
        "ATLAS_URI",
        "ATLAS_KAFKA_PORT",
        "ATLAS_KAFKA_SERVICE_HOST",
        "ATLAS_KAFKA_BOOTSTRAP_SERVICE_PORT_TCP_CLIENTS",
        "ATLAS_PROJECTOR_PORT_8082_TCP_PROTO",
        "PATH"
      })
  void aVariableOfASettingOrNotOursIsTaken(String name) {
    refuse(variable(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ATLAS_SOURCE_URLS",
        "atlas_source_urls",
        "ATLAS_READMODEL_FOO",
        "ATLAS_READ_MODEL_POOLSIZE",
        "ATLAS_PROJECTOR_ROLES_X",
        "ATLAS_CAPTURE_HEARTBEAT"
      })
  void aVariableOfNoneIsRefused(String name) {
    assertThatThrownBy(() -> refuse(variable(name)))
        .isInstanceOf(StartupFailure.class)
        .hasMessage(name + ": there is no such setting");
  }

  /** What is taken counts. */
  @ParameterizedTest
  @ValueSource(strings = {"ATLAS_READMODEL_POOLSIZE", "ATLAS_READ_MODEL_POOL_SIZE"})
  void variablesAreReadInBothForms(String name) {
    var binder = new Binder(settings(variable(name)));
    assertThat(binder.bind("atlas", ProjectorProperties.class).get().readModel().poolSize())
        .isEqualTo(1);
  }
}
