package io.tenantatlas.query.config;

import io.tenantatlas.query.share.Places;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the query API. A value that is not allowed is refused at the start, by name.
 *
 * @param pollInterval between two looks at the progress while requests wait
 * @param defaultWait of a request that names no wait; whole seconds
 * @param maxWait that a request may ask for; whole seconds
 * @param maxWaiters requests that may wait at the same time
 * @param maxWaitersPerActor how many of them may be one actor's
 */
@Validated
@ConfigurationProperties("atlas.query-api")
public record QueryApiProperties(
    @DefaultValue @Valid ReadModel readModel,
    @DefaultValue("5ms") @DurationMin(millis = 1) @DurationMax(seconds = 1) Duration pollInterval,
    @DefaultValue("2s") @DurationMin Duration defaultWait,
    @DefaultValue("30s") @DurationMin(seconds = 1) @DurationMax(minutes = 5) Duration maxWait,
    @DefaultValue("1000") @Min(1) @Max(100_000) int maxWaiters,
    @DefaultValue("100") @Min(1) @Max(100_000) int maxWaitersPerActor) {

  /** Holds for two settings together. */
  @AssertTrue(
      message = "atlas.query-api.default-wait must not be longer than atlas.query-api.max-wait")
  public boolean isDefaultWaitAllowed() {
    return defaultWait.compareTo(maxWait) <= 0;
  }

  Places.Limits waits() {
    return new Places.Limits(maxWaiters, maxWaitersPerActor);
  }

  /**
   * What of the read model is ours; {@code spring.datasource} says where it is.
   *
   * @param maxLargeReads reads of documents that may be large that may be under way
   * @param statementTimeout of one statement
   */
  public record ReadModel(
      @DefaultValue("5") @Min(1) @Max(1000) int maxLargeReads,
      @DefaultValue("5s") @DurationMin(millis = 10) @DurationMax(minutes = 1)
          Duration statementTimeout) {

    /** A connection stays for the rest, if there is more than one. */
    int largeReads(int connections) {
      return Math.min(maxLargeReads, Math.max(1, connections - 1));
    }
  }
}
