package io.tenantatlas.projector.config;

import io.tenantatlas.service.startup.Causes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks another server something again and again, in a thread of its own. That it does not answer is
 * logged once, and so is that it answers again.
 *
 * <p>Threads: one asks, any read.
 *
 * @param <T> what is answered
 */
final class Watch<T> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final String server;
  private final Duration interval;
  private final Duration patience;
  private final Clock clock;
  private final Callable<? extends @Nullable T> question;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService executor;

  private volatile @Nullable T answer;
  private volatile @Nullable Failure failure;
  private volatile @Nullable Instant asked;

  /**
   * That a server does not answer.
   *
   * @param reason in one line
   * @param since when that began
   */
  record Failure(String reason, Instant since) {}

  /**
   * A watch that does nothing until it is started.
   *
   * @param server as it is called in the log
   * @param patience an answer that has not come for so long counts as none
   * @param question has deadlines; null is answered when there is nothing to ask
   */
  Watch(
      String server,
      Duration interval,
      Duration patience,
      Clock clock,
      Callable<? extends @Nullable T> question) {
    this.server = server;
    this.interval = interval;
    this.patience = patience;
    this.clock = clock;
    this.question = question;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task ->
                Thread.ofPlatform()
                    .name("atlas-watch-" + server.replace(' ', '-'))
                    .daemon()
                    .unstarted(task));
  }

  /** Runs {@code listener} after each question, answered or not. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Asks at once and then in intervals. */
  Watch<T> start() {
    var unused =
        executor.scheduleWithFixedDelay(this::ask, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** What was answered last; null without an answer. */
  @Nullable T answer() {
    return failure() == null ? answer : null;
  }

  /** Why there is no answer; null when there is one, or nothing was to be asked. */
  @Nullable Failure failure() {
    Instant waiting = asked;
    Failure known = failure;
    boolean silent =
        waiting != null && Duration.between(waiting, clock.instant()).compareTo(patience) > 0;
    return known == null && silent && waiting != null
        ? new Failure(server + " does not answer", waiting)
        : known;
  }

  /** Asks once. */
  void ask() {
    asked = clock.instant();
    try {
      answer = question.call();
      works();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      if (!executor.isShutdown()) {
        fails(e);
      }
    } finally {
      asked = null;
    }
    listeners.forEach(Runnable::run);
  }

  private void works() {
    Failure before = failure;
    failure = null;
    if (before != null) {
      log.info("{} answers again", sentence(server));
    }
  }

  private void fails(Exception e) {
    Failure before = failure;
    String reason = server + " does not answer: " + Causes.line(e);
    failure = new Failure(reason, before == null ? clock.instant() : before.since);
    answer = null;
    if (before == null) {
      log.warn("{}; this process asks again every {} ms", sentence(reason), interval.toMillis());
    }
    log.debug("The failure", e);
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
