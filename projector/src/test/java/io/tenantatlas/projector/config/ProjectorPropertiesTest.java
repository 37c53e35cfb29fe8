package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.projector.config.ProjectorProperties.Role;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/** The settings, their defaults, and what is said of those that are wrong. */
class ProjectorPropertiesTest {

  private static final ValidatorFactory VALIDATORS = Validation.buildDefaultValidatorFactory();

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
                new ProjectorProperties.Kafka("atlas.", 12, (short) 3, Duration.ofSeconds(30)),
                new ProjectorProperties.Projector(
                    Set.of(Role.CAPTURE, Role.PROJECT),
                    4,
                    "",
                    Duration.ofSeconds(10),
                    2000,
                    Duration.ofSeconds(1),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(1),
                    10_000,
                    200,
                    5000,
                    500,
                    5000,
                    DataSize.ofMegabytes(32),
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
  @CsvSource({
    "atlas.kafka.partitions,               1, 1000",
    "atlas.kafka.replication-factor,       1, 100",
    "atlas.projector.threads,              1, 1000",
    "atlas.projector.batch-size,           1, 100000",
    "atlas.projector.max-due-rows,         1, 1000000",
    "atlas.projector.max-rendered-tenants, 1, 10000",
    "atlas.projector.max-read-rows,        1, 1000000",
    "atlas.projector.max-linked-items,     1, 10000",
    "atlas.projector.max-published,        1, 100000",
    "atlas.capture.batch-size,             1, 8191",
    "atlas.capture.queue-size,             2049, 1000000",
  })
  void aNumberIsWithinItsRange(String setting, int least, int most) {
    assertHolds(setting, Integer.toString(least), Integer.toString(most));
    assertRefused(setting, Integer.toString(least - 1), Integer.toString(most + 1), "-4");
  }

  @ParameterizedTest
  @CsvSource({
    "atlas.kafka.timeout,             1ms",
    "atlas.projector.tick-interval,   1ms",
    "atlas.projector.retry-delay,     1ms",
    "atlas.projector.session-timeout, 1ms",
    "atlas.projector.status-interval, 1ms",
    "atlas.projector.progress-timeout, 1ms",
    "atlas.capture.status-interval,   1ms",
    "atlas.capture.poll-interval,     1ms",
    "atlas.capture.heartbeat-interval, 1ms",
    "atlas.source.timeout,            1s",
    "atlas.capture.stall-timeout,     2s",
    "atlas.capture.max-retry-delay,   2s",
  })
  void aDurationIsAtLeastSoLongAndAtMostADay(String setting, String shortest) {
    Duration least = DurationStyle.detectAndParse(shortest);
    assertHolds(setting, least.toString(), "1d");
    assertRefused(setting, "0s", "-1s", least.minusNanos(1000).toString(), "25h");
  }

  @Test
  void whatOthersMustExceedIsBoundedByThem() {
    assertHolds("atlas.capture.mark-interval", "1ms", "10s");
    assertRefused("atlas.capture.mark-interval", "0s", "10001ms");
    assertHolds("atlas.capture.retry-delay", "1ms", "30s");
    assertRefused("atlas.capture.retry-delay", "0s", "31s");
  }

  @Test
  void aSizeIsWithinItsRange() {
    assertHolds("atlas.surface.max-report-size", "1KB", "16MB");
    assertRefused("atlas.surface.max-report-size", "0B", "1023B", "17MB");
    assertHolds("atlas.projector.memory-size", "0B", "1KB", "64GB");
    assertRefused("atlas.projector.memory-size", "-1B", "65GB");
    assertHolds("atlas.capture.queue-max-size", "1MB", "1024MB");
    assertRefused("atlas.capture.queue-max-size", "1023KB", "1025MB");
  }

  @Test
  void theSourcesUrlIsAnyOfTheDriver() {
    assertHolds(
        "atlas.source.url",
        "jdbc:postgresql://db/atlas",
        "jdbc:postgresql://[::1]:5432/atlas",
        "jdbc:postgresql://db:5432/atlas?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "jdbc:postgresql://one:5432,other:5433/atlas?targetServerType=primary&sslcert=c&sslkey=k");
    assertRefused(
        "atlas.source.url",
        "",
        "db",
        "jdbc:postgresql://db:port/atlas",
        "jdbc:mysql://db/atlas",
        "jdbc:postgresql://db/atlas?password=s3cr3t",
        "jdbc:postgresql://db/atlas?sslmode=require&user=me",
        "jdbc:postgresql://db/atlas?socketTimeout=5",
        "jdbc:postgresql://db/atlas?replication=true");
  }

  @Test
  void aUrlThatIsRefusedIsNotRepeated() {
    assertThat(failure("atlas.source.url", "jdbc:postgresql://db/atlas?password=s3cr3t"))
        .contains("atlas.source.url")
        .doesNotContain("s3cr3t");
  }

  @Test
  void aNameIsOneThatPostgreSqlTakes() {
    for (String setting : List.of("atlas.capture.slot-name", "atlas.capture.publication-name")) {
      assertHolds(setting, "a".repeat(63), "tenant_atlas2");
      assertRefused(
          setting, "", "Atlas", "tenant-atlas", "a b", "a;drop", "\u00e4", "a".repeat(64));
    }
  }

  private static void assertHolds(String setting, String... values) {
    for (String value : values) {
      assertThat(bound(Map.of(setting, value))).describedAs(value).isNotNull();
    }
  }

  /** By name, whichever setting the rule stands beside. */
  private static void assertRefused(String setting, String... values) {
    for (String value : values) {
      assertThat(failure(setting, value)).describedAs(value).contains(setting);
    }
  }

  private static String failure(String setting, String value) {
    StringBuilder lines = new StringBuilder();
    assertThatThrownBy(() -> bound(Map.of(setting, value)))
        .describedAs("%s=%s", setting, value)
        .isInstanceOf(BindException.class)
        .cause()
        .satisfies(
            failure ->
                ((BindValidationException) failure)
                    .getValidationErrors()
                    .forEach(error -> lines.append(name(error)).append(error.getDefaultMessage())));
    return lines.toString();
  }

  private static String name(ObjectError error) {
    return error instanceof FieldError field
        ? field.getObjectName() + "." + DataObjectPropertyName.toDashedForm(field.getField()) + " "
        : "";
  }

  private static ProjectorProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate(
            "atlas",
            Bindable.of(ProjectorProperties.class),
            new ValidationBindHandler(new SpringValidatorAdapter(VALIDATORS.getValidator())));
  }
}
