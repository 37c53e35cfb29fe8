package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.projection.PolicyTypeCatalog;
import io.tenantatlas.service.settings.SettingsCheck;
import io.tenantatlas.service.startup.StartupFailure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ResourceLoader;

/** What is said of settings that are wrong, unknown or of an earlier release: one line. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsTest {

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(ProjectorProperties.class)
  static class OnlySettings {

    @Bean
    PolicyTypeCatalog policyTypes(ProjectorProperties properties, ResourceLoader resources) {
      return PolicyTypes.load(resources, properties.kpi().policyTypes());
    }
  }

  private final CapturedOutput output;

  SettingsTest(CapturedOutput output) {
    this.output = output;
  }

  @ParameterizedTest
  @CsvSource({
    "atlas.kafka.partitions,                0,     must be greater than or equal to 1",
    "atlas.projector.tick-interval,         0s,    must be longer than or equal to 1 milli",
    "atlas.projector.tick-interval,         soon,  soon",
    "atlas.kafka.replication-factor,        70000, 70000",
    "atlas.projector.roles,                 captain, captain",
    "atlas.surface.max-report-size,         17MB,  must be from 1KB to 16MB",
    "atlas.capture.slot-name,               A-B,   must be 1 to 63 small letters",
    "atlas.capture.queue-size,              2048,  must be more than atlas.capture.batch-size",
    "atlas.capture.max-retry-delay,         1s,    must be at least atlas.capture.retry-delay",
    "atlas.source.url,                      db,    must be a URL of the PostgreSQL driver",
    "atlas.kpi.policy-types,                file:/missing, cannot read file:/missing",
  })
  void aSettingThatIsWrongIsOneLineThatNamesIt(String setting, String value, String reason) {
    assertThatThrownBy(
        () ->
            new SpringApplicationBuilder(OnlySettings.class)
                .web(WebApplicationType.NONE)
                .run("--" + setting + "=" + value));
    assertThat(output.getErr()).startsWith("ERROR ").contains(setting, reason).hasLineCount(1);
    assertThat(output.getOut()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "atlas.kafka.bootstrap-servers,       spring.kafka.bootstrap-servers",
    "atlas.projector.group-id,            spring.kafka.consumer.group-id",
    "atlas.read-model.url,                spring.datasource.url",
    "atlas.read-model.username,           spring.datasource.username",
    "atlas.read-model.password,           spring.datasource.password",
    "atlas.read-model.pool-size,          spring.datasource.hikari.maximum-pool-size",
    "atlas.read-model.connection-timeout, spring.datasource.hikari.connection-timeout",
    "atlas.read-model.socket-timeout,     spring.datasource.hikari.data-source-properties.socketTimeout",
  })
  void aNameOfAnEarlierReleaseIsRefusedWithTheNewOne(String old, String now) {
    assertThatThrownBy(() -> check(old))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith(old + " is a setting of an earlier release")
        .hasMessageEndingWith("; set " + now + " instead");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas.source.url",
        "atlas.kafka.topic-prefix",
        "atlas.projector.roles[0]",
        "atlas.capture.queue-max-size",
        "atlas.kpi.drift-scan-types[1]",
        "atlas.surface.operations-url",
        "atlas.query-api.anything"
      })
  void aSettingThatThereIsIsTaken(String name) {
    check(name);
  }

  @Test
  void aSettingThatNobodyKnowsIsRefused() {
    for (String name : List.of("atlas.sourc.url", "atlas.projector.role", "atlas.read-model.uri")) {
      assertThatThrownBy(() -> check(name)).hasMessageStartingWith(name + ": there is no such");
    }
  }

  private static void check(String name) {
    MutablePropertySources sources = new MutablePropertySources();
    sources.addLast(new MapPropertySource("file", Map.of(name, "x")));
    SettingsCheck.ofClassPath().refuseUnknown(ConfigurationPropertySources.from(sources));
  }
}
