package io.tenantatlas.query.config;

import io.tenantatlas.query.freshness.ProgressPoller;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the poller as long as the context. In the last phase it stops before the web server, which
 * then has no waiting requests to wait for.
 */
final class PollerLifecycle implements SmartLifecycle {

  private final ProgressPoller poller;
  private volatile boolean running;

  PollerLifecycle(ProgressPoller poller) {
    this.poller = poller;
  }

  @Override
  public void start() {
    running = true;
    poller.start();
  }

  @Override
  public void stop() {
    poller.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
