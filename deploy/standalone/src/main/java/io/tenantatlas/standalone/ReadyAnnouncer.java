package io.tenantatlas.standalone;

import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.SnapshotProgress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Says on standard output how far the first snapshot is, once a second, and at last that the run is
 * READY.
 *
 * <p>In the last phase: it starts when the web server serves, and is the first to stop.
 */
final class ReadyAnnouncer implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ReadyAnnouncer.class);
  private static final long LOOK_MILLIS = 50;
  private static final int LOOKS_PER_LINE = 20;

  private final ReadModel readModel;
  private final Supplier<String> readyLine;
  private final Runnable onReady;
  private final Runnable onStop;
  private final PrintStream out;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ready").daemon().factory());
  private volatile boolean running;
  private int looks;

  /**
   * @param readyLine asked once, when all is ready
   * @param onReady run after the line is printed
   * @param onStop run when the context stops, ready or not
   */
  ReadyAnnouncer(
      ReadModel readModel,
      Supplier<String> readyLine,
      Runnable onReady,
      Runnable onStop,
      PrintStream out) {
    this.readModel = readModel;
    this.readyLine = readyLine;
    this.onReady = onReady;
    this.onStop = onStop;
    this.out = out;
  }

  @Override
  public void start() {
    running = true;
    var unused = executor.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      ReadModelStatus status = readModel.status();
      if (status.ready()) {
        out.println(readyLine.get());
        executor.shutdown();
        onReady.run();
      } else if (looks++ % LOOKS_PER_LINE == LOOKS_PER_LINE - 1) {
        out.println(line(status.snapshot()));
      }
    } catch (RuntimeException e) {
      if (running && looks++ % LOOKS_PER_LINE == LOOKS_PER_LINE - 1) {
        LOG.warn("The progress of the first snapshot cannot be read", e);
      }
    }
  }

  /** The expected rows are an estimate, and 0 while it is not known. */
  static String line(SnapshotProgress snapshot) {
    return snapshot.rowsExpected() == 0
        ? "First snapshot: waiting for its first rows"
        : String.format(
            Locale.ROOT,
            "First snapshot: %,d of about %,d rows applied",
            snapshot.rowsApplied(),
            snapshot.rowsExpected());
  }

  @Override
  public void stop() {
    running = false;
    executor.shutdownNow();
    onStop.run();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
