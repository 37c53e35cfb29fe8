package io.tenantatlas.query.config;

import io.tenantatlas.query.share.Places;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of pushed documents. A value that is not allowed is refused at the start, by name.
 *
 * @param maxOpen streams that may be open at the same time
 * @param maxOpenPerActor how many of them may be one actor's
 * @param keepAlive after so long without an event a comment is sent
 */
@Validated
@ConfigurationProperties("atlas.query-api.stream")
public record StreamProperties(
    @DefaultValue("10000") @Min(1) @Max(1_000_000) int maxOpen,
    @DefaultValue("1000") @Min(1) @Max(1_000_000) int maxOpenPerActor,
    @DefaultValue("15s") @DurationMin(millis = 10) @DurationMax(minutes = 5) Duration keepAlive) {

  Places.Limits limits() {
    return new Places.Limits(maxOpen, maxOpenPerActor);
  }
}
