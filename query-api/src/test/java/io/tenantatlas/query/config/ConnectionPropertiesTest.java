package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionPropertiesTest {

  @Test
  void theDefaultsAreThoseOfTheDocs() {
    assertThat(BoundSettings.of(ConnectionProperties.class, Map.of()))
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
    assertThat(BoundSettings.refusal(ConnectionProperties.class, Map.of(name, value)))
        .startsWith("atlas.query-api.connection." + name + " must be ");
  }
}
