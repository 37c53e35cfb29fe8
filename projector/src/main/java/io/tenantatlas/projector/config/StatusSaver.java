package io.tenantatlas.projector.config;

import io.tenantatlas.projector.capture.CaptureStatus;
import io.tenantatlas.projector.store.SavedCaptureStatus;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Saves what capture does in the read model, so that the query API can tell it. The newest is saved
 * as soon as the read model takes it; capture never waits for that.
 */
final class StatusSaver implements Consumer<CaptureStatus>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StatusSaver.class);

  private final SavedCaptureStatus saved;
  private final Duration retryDelay;
  private final AtomicReference<@Nullable CaptureStatus> newest = new AtomicReference<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("atlas-capture-status").daemon().unstarted(task));

  StatusSaver(SavedCaptureStatus saved, Duration retryDelay) {
    this.saved = saved;
    this.retryDelay = retryDelay;
  }

  /** A process that stands by has nothing to say. */
  @Override
  public void accept(CaptureStatus status) {
    if (status.state() != CaptureStatus.State.STANDBY && !executor.isShutdown()) {
      newest.set(status);
      executor.execute(this::save);
    }
  }

  private void save() {
    CaptureStatus status = newest.getAndSet(null);
    if (status == null) {
      return;
    }
    try {
      saved.save(status.state().stateName(), status.reason(), status.since());
    } catch (DataAccessException e) {
      log.debug("The read model does not take the status of capture", e);
      newest.compareAndSet(null, status);
      var unused = executor.schedule(this::save, retryDelay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
