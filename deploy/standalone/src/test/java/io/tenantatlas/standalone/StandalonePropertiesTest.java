package io.tenantatlas.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.standalone.source.SourceSchema;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StandalonePropertiesTest {

  @Test
  void defaultsAreThoseOfTheReadme() {
    StandaloneProperties settings = bind(Map.of());
    assertThat(settings.dataDirectory()).hasToString(".data");
    assertThat(settings.postgres().port()).isEqualTo(15432);
    assertThat(settings.kafka().port()).isEqualTo(19092);
    assertThat(settings.sourceSchema()).isEqualTo(SourceSchema.LARAVEL);
    assertThat(settings.workload().enabled()).isTrue();
    assertThat(settings.workload().tenants()).isEqualTo(25);
    assertThat(settings.workload().rate()).isEqualTo(20);
    assertThat(settings.workload().seed()).isNull();
  }

  @Test
  void everySettingIsRead() {
    StandaloneProperties settings =
        bind(
            Map.of(
                "data-dir", "elsewhere",
                "postgres.port", "1",
                "kafka.port", "2",
                "source-schema", "timestamptz",
                "workload.enabled", "false",
                "workload.tenants", "3",
                "workload.rate", "0.5",
                "workload.seed", "4"));
    assertThat(settings.dataDirectory()).hasToString("elsewhere");
    assertThat(settings.sourceSchema()).isEqualTo(SourceSchema.TIMESTAMPTZ);
    assertThat(settings.workload()).isEqualTo(new StandaloneProperties.Workload(false, 3, 0.5, 4L));
  }

  @ParameterizedTest
  @CsvSource({
    "postgres.port,    0",
    "kafka.port,       65536",
    "workload.tenants, 0",
    "workload.tenants, 10001",
    "workload.rate,    0",
    "workload.rate,    1000.1",
    "data-dir,         ' '"
  })
  void whatIsOutOfItsBoundsIsRefused(String name, String value) {
    assertThatThrownBy(() -> bind(Map.of(name, value))).isInstanceOf(BindException.class);
  }

  private static StandaloneProperties bind(Map<String, String> settings) {
    Map<String, String> prefixed = new HashMap<>();
    settings.forEach(
        (name, value) -> prefixed.put(StandaloneProperties.PREFIX + "." + name, value));
    return StandaloneProperties.read(new Binder(new MapConfigurationPropertySource(prefixed)));
  }
}
