package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ConnectionPropertiesTest {

  private static ConnectionProperties bound(Map<String, String> settings) {
    var source = new MapConfigurationPropertySource();
    settings.forEach((name, value) -> source.put("atlas.query-api.connection." + name, value));
    return new Binder(source)
        .bindOrCreate("atlas.query-api.connection", ConnectionProperties.class);
  }

  @Test
  void theDefaultsAreThoseOfTheDocs() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new ConnectionProperties(Duration.ofSeconds(10), Duration.ofSeconds(60), 10_000));
  }

  @ParameterizedTest
  @CsvSource({
    "request-timeout, 999ms",
    "request-timeout, 6m",
    "answer-timeout, 999ms",
    "answer-timeout, 2h",
    "max-per-address, 0",
    "max-per-address, 1000001",
  })
  void aValueThatIsNotAllowedIsRefusedByName(String name, String value) {
    assertThatThrownBy(() -> bound(Map.of(name, value)))
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("atlas.query-api.connection." + name + " must be ");
  }
}
