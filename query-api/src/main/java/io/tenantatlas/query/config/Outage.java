package io.tenantatlas.query.config;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says in the log that something does not work, and that it works again: each once, in one line,
 * and no more often than every {@link #LEAST} however often it comes and goes. Of an outage each
 * reason is said once, because the first may tell little: a pool's timeout comes before the
 * password that is refused. Safe for many threads.
 */
final class Outage {

  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final int REASONS_MAX = 5;

  private final Logger log;
  private final String what;
  private final Clock clock;

  /** Of the outage that lasts; numbers, such as how long was waited, make no other reason. */
  private final Set<String> said = new HashSet<>();

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
    String line = oneLine(reason);
    boolean mayBeSaid = said.isEmpty() ? !now.isBefore(next) : said.size() < REASONS_MAX;
    if (mayBeSaid && said.add(line.replaceAll("\\d+", ""))) {
      next = now.plus(LEAST);
      log.warn("{} cannot be read: {}", what, line);
    }
  }

  synchronized void works() {
    if (!said.isEmpty()) {
      said.clear();
      log.info("{} can be read again", what);
    }
  }

  private static String oneLine(@Nullable String reason) {
    return String.valueOf(reason).replaceAll("\\s+", " ").strip();
  }
}
