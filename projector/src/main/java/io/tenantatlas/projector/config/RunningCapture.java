package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.Capture;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Runs capture for as long as the application context does; nothing when this process does not
 * capture.
 */
final class RunningCapture implements SmartLifecycle {

  private final @Nullable Capture capture;
  private volatile boolean running;

  RunningCapture(@Nullable Capture capture) {
    this.capture = capture;
  }

  @Override
  public void start() {
    if (capture != null) {
      capture.start();
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    if (capture != null) {
      try {
        capture.stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
