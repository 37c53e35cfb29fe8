package io.tenantatlas.query.config;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says in the log that something does not work, and that it works again: each once, in one line,
 * and no more often than every {@link #LEAST} however often it comes and goes. Safe for many
 * threads.
 */
final class Outage {

  private static final Duration LEAST = Duration.ofMinutes(1);

  private final Logger log;
  private final String what;
  private final Clock clock;
  private boolean said;
  private Instant next = Instant.MIN;

  /**
   * Nothing has failed yet.
   *
   * @param what does or does not work, such as "The read model"
   */
  Outage(Logger log, String what, Clock clock) {
    this.log = log;
    this.what = what;
    this.clock = clock;
  }

  synchronized void fails(@Nullable String reason) {
    Instant now = clock.instant();
    if (!said && !now.isBefore(next)) {
      said = true;
      next = now.plus(LEAST);
      log.warn("{} cannot be read: {}", what, oneLine(reason));
    }
  }

  synchronized void works() {
    if (said) {
      said = false;
      log.info("{} can be read again", what);
    }
  }

  private static String oneLine(@Nullable String reason) {
    return String.valueOf(reason).replaceAll("\\s+", " ").strip();
  }
}
