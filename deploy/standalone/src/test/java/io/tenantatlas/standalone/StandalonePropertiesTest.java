package io.tenantatlas.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.standalone.source.SourceSchema;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    "postgres.port,    0,     atlas.standalone.postgres.port must be from 1 to 65535 and is 0",
    "kafka.port,       65536, atlas.standalone.kafka.port must be from 1 to 65535 and is 65536",
    "workload.tenants, 0,     atlas.standalone.workload.tenants must be from 1 to 10000 and is 0",
    "workload.rate,    0,     atlas.standalone.workload.rate must be from 0.01 to 1000 and is 0",
    "data-dir,         ' ',   atlas.standalone.data-dir must name a directory and is empty"
  })
  void refusalNamesTheSettingAndWhatIsAllowed(String name, String value, String message) {
    assertThatThrownBy(() -> bind(Map.of(name, value))).rootCause().hasMessage(message);
  }

  private static StandaloneProperties bind(Map<String, String> settings) {
    Map<String, String> prefixed = new HashMap<>();
    settings.forEach(
        (name, value) -> prefixed.put(StandaloneProperties.PREFIX + "." + name, value));
    return new Binder(new MapConfigurationPropertySource(prefixed))
        .bindOrCreate(StandaloneProperties.PREFIX, StandaloneProperties.class);
  }
}
