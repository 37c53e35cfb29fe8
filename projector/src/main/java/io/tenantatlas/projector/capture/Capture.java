package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.capture.CaptureRun.LeaseLostException;
import io.tenantatlas.projector.capture.CaptureStatus.State;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.SourceSession;
import io.tenantatlas.projector.store.StoredRows;
import io.tenantatlas.service.kafka.KafkaClients;
import io.tenantatlas.service.kafka.KafkaTraces;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Capture: keeps the change log equal to the source, from one thread of its own, until stopped. Of
 * several processes Kafka gives one the right to do so ({@link Lease}). Any failure ends the run;
 * the next one begins from what is in the log.
 */
public final class Capture {

  private static final Logger log = LoggerFactory.getLogger(Capture.class);

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration STOPPING = Duration.ofSeconds(6);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /** As often a stream may fail at the same position before everything is read again. */
  private static final int FAILURES_MAX = 3;

  private static final int DOUBLINGS_MAX = 6;

  /** An election without a rival takes no longer. */
  private static final int LOOKS_OF_AN_ELECTION = 15;

  private final CaptureSettings settings;
  private final CaptureClients clients;
  private final LogReader logReader;
  private final StatusBoard status;
  private final CaptureCounters counters;
  private final KafkaTraces traces;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("atlas-capture").daemon().unstarted(this::run);

  private @Nullable SourcePosition failedAt;
  private int failures;
  private int streamFailures;
  private int stalls;

  /** A capture that does nothing until it is started. */
  public Capture(
      CaptureSettings settings,
      KafkaClients kafka,
      StoredRows storedRows,
      StatusBoard status,
      CaptureCounters counters,
      KafkaTraces traces) {
    this.settings = settings;
    this.clients = new CaptureClients(kafka, settings);
    this.logReader = new LogReader(settings, clients, storedRows);
    this.status = status;
    this.counters = counters;
    this.traces = traces;
  }

  /** Starts it. */
  public void start() {
    thread.start();
  }

  /** Stops it, and waits for a few seconds until the last batch is written or given up. */
  public void stop() throws InterruptedException {
    stopped.countDown();
    thread.join(STOPPING.toMillis());
    thread.interrupt();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void run() {
    while (!isStopped()) {
      try (Lease lease = new Lease(clients.candidate(), settings.stateTopic())) {
        runWith(lease);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        status.leads(false);
        failed(e, null);
        pause(settings.retryDelay());
      }
    }
  }

  private void runWith(Lease lease) throws InterruptedException {
    int looks = 0;
    while (!isStopped()) {
      boolean held = lease.held(LOOK);
      status.leads(held);
      if (held) {
        looks = 0;
        runOnce(lease);
      } else if (looks++ >= LOOKS_OF_AN_ELECTION) {
        status.set(State.STANDBY, null);
      }
    }
  }

  private void runOnce(Lease lease) throws InterruptedException {
    CaptureRun[] run = new CaptureRun[1];
    try (SourceSession source = SourceSession.open(settings.source());
        OwnedProducer producer = new OwnedProducer(clients.transactionalProducer())) {
      producer.producer.initTransactions(); // from now on whoever captured before is refused
      run[0] =
          new CaptureRun(
              settings,
              logReader.state(),
              logReader::locations,
              source,
              new ChangeLog(producer.producer, settings, traces),
              new CaptureRun.Surroundings(
                  wait -> !isStopped() && lease.held(wait),
                  status,
                  counters,
                  stallTimeout(),
                  streamFailures >= FAILURES_MAX));
      run[0].run();
    } catch (LeaseLostException e) {
      if (!isStopped()) {
        counters.restart("lease");
        status.set(State.STARTING, null);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      if (!isStopped()) {
        failed(e, run[0] == null ? null : run[0].position());
        await(lease, delay(e));
      }
    }
  }

  /** A producer that is closed in time, whatever state it is in. */
  private record OwnedProducer(Producer<byte[], byte[]> producer) implements AutoCloseable {
    @Override
    public void close() {
      producer.close(CLOSING);
    }
  }

  /** A stream that was silent for too long may have had nothing to say, so it gets longer. */
  private Duration stallTimeout() {
    return settings.stallTimeout().multipliedBy(1L << Math.min(stalls, DOUBLINGS_MAX));
  }

  /**
   * A source that has changed is looked at again at once, one that is not as needed at the usual
   * pace; any failure that comes again and again more and more seldom.
   */
  private Duration delay(Exception failure) {
    if (failure instanceof ContractBreachException && failures == 1) {
      return Duration.ZERO;
    }
    if (failure instanceof SourceProblemException) {
      return settings.retryDelay();
    }
    int doublings = Math.min(Math.max(0, failures - 1), DOUBLINGS_MAX);
    Duration longer = settings.retryDelay().multipliedBy(1L << doublings);
    return longer.compareTo(settings.maxRetryDelay()) > 0 ? settings.maxRetryDelay() : longer;
  }

  private void failed(Exception failure, @Nullable SourcePosition position) {
    boolean again = Objects.equals(position, failedAt);
    failedAt = position;
    failures = again ? failures + 1 : 1;
    streamFailures =
        RunFailure.isOfTheStream(failure)
            ? (again ? streamFailures + 1 : 1)
            : again ? streamFailures : 0;
    stalls = failure instanceof StalledException ? stalls + 1 : 0;
    counters.restart(RunFailure.kind(failure));
    if (failure instanceof ContractBreachException && !again) {
      log.warn("The source is looked at again: {}", failure.getMessage());
      status.set(State.STARTING, failure.getMessage());
    } else {
      status.set(State.STOPPED, RunFailure.reason(failure));
    }
    log.debug("The failure, {} times at this position", failures, failure);
  }

  private void await(Lease lease, Duration delay) throws InterruptedException {
    long until = System.nanoTime() + delay.toNanos();
    while (System.nanoTime() - until < 0 && lease.held(LOOK)) {
      if (isStopped()) {
        return;
      }
    }
  }

  private void pause(Duration delay) {
    try {
      var unused = stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
