package io.tenantatlas.query.http;

import io.tenantatlas.query.store.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.springframework.http.HttpHeaders;

/** The headers that say how fresh an answer is. */
public final class FreshnessHeaders {

  private static final String AS_OF = "Atlas-As-Of";
  static final String SOURCE_HISTORY = "Atlas-Source-History";
  private static final String SOURCE_LSN = "Atlas-Source-Lsn";
  private static final String DEGRADED = "Atlas-Degraded";
  private static final String PARKED_RECORDS = "parked-records";
  private static final String LAG_MS = "Atlas-Lag-Ms";

  private final Clock clock;

  public FreshnessHeaders(Clock clock) {
    this.clock = clock;
  }

  /**
   * Those that say how far the answer is right, by their names; and that it may not be, if records
   * of the change log could not be applied that it needs.
   */
  static void ofProgress(Progress progress, BiConsumer<String, String> header) {
    header.accept(AS_OF, Timestamps.format(progress.asOf()));
    header.accept(SOURCE_HISTORY, progress.history().text());
    header.accept(SOURCE_LSN, progress.position().toString());
    if (progress.degraded()) {
      header.accept(DEGRADED, PARKED_RECORDS);
    }
  }

  /** That which says how old this is now; none before the source's clock is known. */
  void ofLag(Progress progress, BiConsumer<String, String> header) {
    Duration lag = progress.lag(clock.instant());
    if (lag != null) {
      header.accept(LAG_MS, Long.toString(lag.toMillis()));
    }
  }

  /** All of them. */
  HttpHeaders of(Progress progress) {
    HttpHeaders headers = new HttpHeaders();
    ofProgress(progress, headers::set);
    ofLag(progress, headers::set);
    return headers;
  }
}
