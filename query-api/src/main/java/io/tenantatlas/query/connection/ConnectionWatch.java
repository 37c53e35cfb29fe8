package io.tenantatlas.query.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each connection of a connector once a second. It ends those whose callers take too long
 * to send a request or to read an answer: each byte would keep them open for another idle timeout.
 * Answers without an end are let be. Who waits for an answer is told when the caller hangs up.
 *
 * <p>A request costs nothing for it that comes in one piece. Jetty's {@code MinimumDataRateHandler}
 * sees no heads, and sets a timer for each answer.
 */
public final class ConnectionWatch extends AbstractLifeCycle {

  /**
   * How long callers may take.
   *
   * @param request from its first byte, or from the connection's beginning, to its last
   * @param answer from its first byte to its last
   */
  public record Limits(Duration request, Duration answer) {}

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int SPARE_BYTES = 1024;

  private final AbstractConnector connector;
  private final Limits limits;
  private final ByteBuffer spare = BufferUtil.allocate(SPARE_BYTES);
  private Scheduler.@Nullable Task next;

  /** Not started: a bean of its connector. */
  public ConnectionWatch(AbstractConnector connector, Limits limits) {
    this.connector = connector;
    this.limits = limits;
  }

  @Override
  protected void doStart() {
    schedule();
  }

  @Override
  protected synchronized void doStop() {
    if (next != null) {
      next.cancel();
    }
  }

  private synchronized void schedule() {
    if (isRunning()) {
      next =
          connector
              .getScheduler()
              .schedule(this::lookAndGoOn, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void lookAndGoOn() {
    try {
      look();
    } finally {
      schedule();
    }
  }

  /** Looks at all now. Of one thread at a time. */
  void look() {
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      if (endPoint.getConnection() instanceof SerialConnection connection) {
        look(connection);
      }
    }
  }

  private void look(SerialConnection connection) {
    try {
      connection.look(limits, spare);
    } catch (RuntimeException e) { // it changed while it was looked at; the others are not to wait
      LOG.debug("A connection could not be looked at", e);
    }
  }
}
