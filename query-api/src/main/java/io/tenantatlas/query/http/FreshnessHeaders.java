package io.tenantatlas.query.http;

import io.tenantatlas.query.store.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.springframework.http.HttpHeaders;

/** The headers that say how fresh an answer is. */
public final class FreshnessHeaders {

  private static final String AS_OF = "Atlas-As-Of";
  private static final String SOURCE_LSN = "Atlas-Source-Lsn";
  private static final String LAG_MS = "Atlas-Lag-Ms";

  private final Clock clock;

  public FreshnessHeaders(Clock clock) {
    this.clock = clock;
  }

  /** Names and values. The lag is absent before the source's clock is known. */
  void forEach(Progress progress, BiConsumer<String, String> header) {
    header.accept(AS_OF, Timestamps.format(progress.asOf()));
    header.accept(SOURCE_LSN, progress.position().toString());
    Duration lag = progress.lag(clock.instant());
    if (lag != null) {
      header.accept(LAG_MS, Long.toString(lag.toMillis()));
    }
  }

  HttpHeaders of(Progress progress) {
    HttpHeaders headers = new HttpHeaders();
    forEach(progress, headers::set);
    return headers;
  }
}
