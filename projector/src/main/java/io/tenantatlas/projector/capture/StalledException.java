package io.tenantatlas.projector.capture;

import java.time.Duration;

/** Nothing came through the stream for too long, although heartbeats were written to the source. */
final class StalledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StalledException(Duration silence) {
    super("nothing came from the source for %s s".formatted(silence.toSeconds()));
  }
}
