package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.config.ProjectorProperties.Role;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** The settings, their defaults, and what is said of those that are wrong. */
class ProjectorPropertiesTest {

  @Test
  void nothingHasToBeSet() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new ProjectorProperties(
                new ProjectorProperties.Source(
                    "jdbc:postgresql://127.0.0.1:5432/tenant_atlas",
                    "postgres",
                    "",
                    "public",
                    Duration.ofSeconds(10)),
                new ProjectorProperties.ReadModel(
                    "jdbc:postgresql://127.0.0.1:5432/read_model",
                    "postgres",
                    "",
                    8,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(2)),
                new ProjectorProperties.Kafka(
                    "127.0.0.1:9092", "atlas.", 12, (short) 3, Duration.ofSeconds(30)),
                new ProjectorProperties.Projector(
                    Set.of(Role.CAPTURE, Role.PROJECT),
                    4,
                    "tenantatlas-projector",
                    "",
                    Duration.ofSeconds(10),
                    2000,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    10_000,
                    200,
                    5000,
                    500,
                    5000,
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(1)),
                new ProjectorProperties.Capture(
                    "tenantatlas",
                    "tenantatlas",
                    2048,
                    8192,
                    DataSize.ofMegabytes(32),
                    Duration.ofMillis(2),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5)),
                new ProjectorProperties.Kpi(
                    List.of("drift.scan", "drift.generate"),
                    "inventory.sync",
                    "/admin/operations/{id}",
                    "classpath:policy-types.yaml"),
                new ProjectorProperties.Surface(
                    List.of("provider.connection.check", "tenant.verification"),
                    "/admin/operations",
                    DataSize.ofKilobytes(256))));
  }

  @Test
  void whatIsSetIsTaken() {
    ProjectorProperties properties =
        bound(
            Map.of(
                "atlas.source.url",
                "jdbc:postgresql://db/atlas",
                "atlas.projector.roles",
                "project",
                "atlas.projector.tick-interval",
                "250ms",
                "atlas.kpi.drift-scan-types",
                "one,other",
                "atlas.surface.verification-types",
                "check"));
    assertThat(properties.source().url()).isEqualTo("jdbc:postgresql://db/atlas");
    assertThat(properties.projector().roles()).containsExactly(Role.PROJECT);
    assertThat(properties.projector().tickInterval()).isEqualTo(Duration.ofMillis(250));
    assertThat(properties.kpi().driftScanTypes()).containsExactly("one", "other");
    assertThat(properties.surface().verificationTypes()).containsExactly("check");
  }

  @ParameterizedTest
  @CsvSource({"0B", "1023B", "17MB"})
  void aReportsSizeThatIsOutOfRangeIsNamedWithTheRange(String size) {
    assertThat(failure("atlas.surface.max-report-size", size))
        .startsWith("atlas.surface.max-report-size is ")
        .endsWith("expected a size from 1KB to 16MB");
  }

  @ParameterizedTest
  @CsvSource({
    "atlas.read-model.pool-size,             0,    1, 1000",
    "atlas.read-model.pool-size,             1001, 1, 1000",
    "atlas.kafka.partitions,                 0,    1, 1000",
    "atlas.kafka.partitions,                 1001, 1, 1000",
    "atlas.kafka.replication-factor,         0,    1, 100",
    "atlas.kafka.replication-factor,         101,  1, 100",
    "atlas.projector.threads,                0,    1, 1000",
    "atlas.projector.threads,                -4,   1, 1000",
    "atlas.projector.batch-size,             0,    1, 100000",
    "atlas.projector.batch-size,             100001, 1, 100000",
    "atlas.projector.max-due-rows,           0,    1, 1000000",
    "atlas.projector.max-due-rows,           1000001, 1, 1000000",
    "atlas.projector.max-rendered-tenants,   0,    1, 10000",
    "atlas.projector.max-rendered-tenants,   10001, 1, 10000",
    "atlas.projector.max-read-rows,          0,    1, 1000000",
    "atlas.projector.max-read-rows,          1000001, 1, 1000000",
    "atlas.projector.max-linked-items,       0,    1, 10000",
    "atlas.projector.max-linked-items,       10001, 1, 10000",
    "atlas.projector.max-published,          0,    1, 100000",
    "atlas.projector.max-published,          100001, 1, 100000",
    "atlas.capture.batch-size,               0,    1, 100000",
    "atlas.capture.batch-size,               100001, 1, 100000",
    "atlas.capture.queue-size,               2048, 2049, 1000000",
    "atlas.capture.queue-size,               1000001, 2049, 1000000",
  })
  void aNumberThatIsOutOfRangeIsNamedWithTheRange(String setting, int value, int least, int most) {
    assertThat(failure(setting, Integer.toString(value)))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "%s is %d; expected a number from %d to %d",
                setting,
                value,
                least,
                most));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "atlas.kafka.timeout",
        "atlas.projector.tick-interval",
        "atlas.projector.retry-delay",
        "atlas.projector.session-timeout",
        "atlas.projector.status-interval",
        "atlas.projector.progress-timeout",
        "atlas.capture.status-interval",
        "atlas.capture.poll-interval",
        "atlas.capture.heartbeat-interval",
        "atlas.capture.mark-interval",
        "atlas.capture.retry-delay",
      })
  void aDurationBelowOneMillisecondIsNamed(String setting) {
    assertThat(failure(setting, "0s")).isEqualTo(setting + " is PT0S; expected at least 1ms");
    assertThat(failure(setting, "-1s")).isEqualTo(setting + " is PT-1S; expected at least 1ms");
    assertThat(failure(setting, "999us"))
        .isEqualTo(setting + " is PT0.000999S; expected at least 1ms");
  }

  /** Hikari, which the connection timeout is handed to, allows no less. */
  @ParameterizedTest
  @ValueSource(strings = {"0s", "-1s", "249ms"})
  void aConnectionTimeoutThatThePoolDoesNotAllowIsNamed(String value) {
    assertThat(failure("atlas.read-model.connection-timeout", value))
        .startsWith("atlas.read-model.connection-timeout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "db",
        "jdbc:postgresql:atlas",
        "jdbc:postgresql://db",
        "jdbc:postgresql://db/",
        "jdbc:postgresql:///atlas",
        "jdbc:postgresql://db:port/atlas",
        "jdbc:postgresql://db/atlas?password=s3cr3t",
        "jdbc:mysql://db/atlas",
      })
  void aUrlOfAnotherFormIsNamedAndNotRepeated(String url) {
    for (String setting : List.of("atlas.source.url", "atlas.read-model.url")) {
      assertThat(failure(setting, url))
          .isEqualTo(setting + ": expected the form jdbc:postgresql://host:port/database");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Atlas", "tenant-atlas", "a b", "a;drop", "ä"})
  void aNameThatPostgreSqlDoesNotTakeIsNamed(String name) {
    for (String setting : List.of("atlas.capture.slot-name", "atlas.capture.publication-name")) {
      assertThat(failure(setting, name))
          .isEqualTo(setting + " is '" + name + "'; expected 1 to 63 small letters, digits and _");
    }
  }

  @Test
  void aNameMayHave63Letters() {
    String longest = "a".repeat(63);
    assertThat(bound(Map.of("atlas.capture.slot-name", longest)).capture().slotName())
        .isEqualTo(longest);
    assertThat(failure("atlas.capture.slot-name", longest + "a"))
        .contains("atlas.capture.slot-name");
  }

  private static ProjectorProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("atlas", ProjectorProperties.class);
  }

  private static String failure(String setting, String value) {
    StringBuilder message = new StringBuilder();
    assertThatThrownBy(() -> bound(Map.of(setting, value)))
        .rootCause()
        .isInstanceOf(StartupFailure.class)
        .satisfies(failure -> message.append(failure.getMessage()));
    return message.toString();
  }
}
