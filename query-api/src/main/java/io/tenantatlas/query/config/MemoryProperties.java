package io.tenantatlas.query.config;

import io.tenantatlas.service.settings.DataSizeRange;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of what is kept in memory, and of what keeps it fresh. A value that is not allowed
 * is refused at the start, by name.
 *
 * @param documentsMaxSize of the documents in memory
 * @param answersMaxSize of the answers made of them
 * @param maxRenewed documents in memory that one look at the progress reads anew after they changed
 * @param idleInterval between two looks at the progress while no request waits and no topic tells
 *     of a change
 */
@Validated
@ConfigurationProperties("atlas.query-api.memory")
public record MemoryProperties(
    @DefaultValue("64MB") @DataSizeRange(min = "1MB", max = "64GB") DataSize documentsMaxSize,
    @DefaultValue("64MB") @DataSizeRange(min = "1MB", max = "64GB") DataSize answersMaxSize,
    @DefaultValue("200") @Min(0) @Max(10_000) int maxRenewed,
    @DefaultValue("50ms") @DurationMin(millis = 1) @DurationMax(seconds = 10) Duration idleInterval,
    @DefaultValue @Valid Kafka kafka) {

  /**
   * What of Kafka is ours; {@code spring.kafka} says where it is. Without Kafka documents are right
   * all the same, and changes are seen after the idle interval.
   *
   * @param topicPrefix of the topics' names, as the projector's
   * @param retryDelay the pause after a failure
   */
  public record Kafka(
      @DefaultValue("atlas.")
          @Pattern(
              regexp = "[A-Za-z0-9._-]{0,200}",
              message = "must be letters, digits, dots, underscores and hyphens, at most 200")
          String topicPrefix,
      @DefaultValue("1s") @DurationMin(millis = 1) @DurationMax(minutes = 1) Duration retryDelay) {}
}
