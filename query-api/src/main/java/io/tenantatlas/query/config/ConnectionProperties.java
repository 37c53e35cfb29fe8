package io.tenantatlas.query.config;

import io.tenantatlas.query.connection.ConnectionWatch;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What callers may do with connections. A value that is not allowed is refused at the start, by
 * name.
 *
 * @param requestTimeout in which a request must have come, head and body
 * @param answerTimeout in which an answer must have been read, unless it is a stream
 * @param maxPerAddress connections from one address that may be open at the same time
 */
@Validated
@ConfigurationProperties("atlas.query-api.connection")
public record ConnectionProperties(
    @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 5)
        Duration requestTimeout,
    @DefaultValue("60s") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration answerTimeout,
    @DefaultValue("10000") @Min(1) @Max(1_000_000) int maxPerAddress) {

  ConnectionWatch.Limits limits() {
    return new ConnectionWatch.Limits(requestTimeout, answerTimeout);
  }
}
