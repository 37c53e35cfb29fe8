package io.tenantatlas.query.config;

import io.tenantatlas.query.cache.TopicListener;
import io.tenantatlas.query.freshness.ProgressPoller;
import io.tenantatlas.query.stream.Streams;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the threads of the query API as long as the context. In the last phase they stop before the
 * web server, which then has no waiting requests and no streams to wait for.
 */
final class Workers implements SmartLifecycle {

  private final ProgressPoller poller;
  private final TopicListener listener;
  private final Streams streams;
  private volatile boolean running;

  Workers(ProgressPoller poller, TopicListener listener, Streams streams) {
    this.poller = poller;
    this.listener = listener;
    this.streams = streams;
  }

  @Override
  public void start() {
    running = true;
    poller.start();
    streams.start();
    listener.start();
  }

  @Override
  public void stop() {
    listener.close();
    streams.close();
    poller.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
