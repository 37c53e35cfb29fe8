package io.tenantatlas.standalone;

import io.tenantatlas.standalone.source.SourceSchema;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.validation.MessageInterpolatorFactory;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/**
 * The settings of the standalone run itself.
 *
 * @param dataDir where everything is that is kept between runs; one run at a time
 * @param sourceSchema how the source tables keep timestamps: {@code laravel} is {@code
 *     timestamp(0)} holding UTC, {@code timestamptz} is {@code timestamptz(6)}; not to be changed
 *     for a directory that has tables
 */
@Validated
@ConfigurationProperties(StandaloneProperties.PREFIX)
public record StandaloneProperties(
    @DefaultValue(".data") @NotBlank String dataDir,
    @DefaultValue @Valid Postgres postgres,
    @DefaultValue @Valid Kafka kafka,
    @DefaultValue("laravel") SourceSchema sourceSchema,
    @DefaultValue @Valid Workload workload) {

  static final String PREFIX = "atlas.standalone";

  /**
   * The embedded PostgreSQL.
   *
   * @param port where it listens on 127.0.0.1
   */
  public record Postgres(@DefaultValue("15432") @Min(1) @Max(65_535) int port) {}

  /**
   * The embedded Kafka broker.
   *
   * @param port where it listens on 127.0.0.1
   */
  public record Kafka(@DefaultValue("19092") @Min(1) @Max(65_535) int port) {}

  /**
   * The demo workload.
   *
   * @param enabled write the demo tenants' history if there is no tenant, and go on changing it
   *     after READY
   * @param tenants demo tenants that are made when there are none
   * @param rate changes per second
   * @param seed of the random changes; another at every start if it is not set, and logged
   */
  public record Workload(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("25") @Min(1) @Max(10_000) int tenants,
      @DefaultValue("20") @DecimalMin("0.01") @DecimalMax("1000") double rate,
      @Nullable Long seed) {}

  Path dataDirectory() {
    return Path.of(dataDir);
  }

  /** Reads and checks them before there are beans, as Spring Boot does it for a bean. */
  static StandaloneProperties read(Binder binder) {
    try (ValidatorFactory validators =
        Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new MessageInterpolatorFactory().getObject())
            .buildValidatorFactory()) {
      return binder.bindOrCreate(
          PREFIX,
          Bindable.of(StandaloneProperties.class),
          new ValidationBindHandler(new SpringValidatorAdapter(validators.getValidator())));
    }
  }
}
