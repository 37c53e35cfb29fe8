package io.tenantatlas.query.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessResourceFailureException;

@Timeout(60)
class SharedReadsTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final DocumentKey KPI = new DocumentKey.OfTenant(1, "kpi");
  private static final Executor THREADS =
      task -> {
        var unused = Thread.startVirtualThread(task);
      };

  /** A read that is under way, until the test ends it. */
  private record UnderWay(DocumentKey key, CompletableFuture<DocumentRead> end) {}

  private final BlockingQueue<UnderWay> begun = new LinkedBlockingQueue<>();
  private final SharedReads reads = reads(LONG);

  private SharedReads reads(Duration patience) {
    return new SharedReads(
        key -> {
          var read = new UnderWay(key, new CompletableFuture<>());
          begun.add(read);
          try {
            return read.end.join();
          } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
          }
        },
        2,
        patience);
  }

  private static DocumentKey surface(long tenant) {
    return new DocumentKey.OfTenant(tenant, "surface.verification");
  }

  private static DocumentKey links(String item) {
    return new DocumentKey.OfItem(1, item, 50, 50);
  }

  private static DocumentRead at(long position) {
    return new DocumentRead.NotReady(new SnapshotProgress(position, 0));
  }

  private CompletableFuture<DocumentRead> ask(DocumentKey key) {
    return CompletableFuture.supplyAsync(() -> reads.read(key), THREADS);
  }

  private UnderWay next() throws InterruptedException {
    return begun.take();
  }

  private boolean isNothingBegun() throws InterruptedException {
    return begun.poll(20, TimeUnit.MILLISECONDS) == null;
  }

  @Test
  void whoeverAsksWhileOneReadIsUnderWayIsServedByTheNext() throws Exception {
    var first = ask(KPI);
    UnderWay one = next();
    List<CompletableFuture<DocumentRead>> others = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      others.add(ask(KPI));
    }
    assertThat(isNothingBegun()).isTrue();
    one.end.complete(at(1));
    assertThat(first.join()).isEqualTo(at(1));
    next().end.complete(at(2));
    for (var other : others) {
      assertThat(other.join()).isEqualTo(at(2));
    }
    assertThat(begun).isEmpty();
  }

  @Test
  void aReadThatFailsFailsForAllWhoWaitForItAndForNobodyElse() throws Exception {
    var first = ask(KPI);
    UnderWay one = next();
    var second = ask(KPI);
    assertThat(isNothingBegun()).isTrue();
    one.end.completeExceptionally(
        new ReadModelUnavailableException(new DataAccessResourceFailureException("down")));
    assertThatThrownBy(first::join).hasCauseInstanceOf(ReadModelUnavailableException.class);
    next().end.complete(at(2));
    assertThat(second.join()).isEqualTo(at(2));
    var third = ask(KPI);
    next().end.complete(at(3));
    assertThat(third.join()).isEqualTo(at(3));
  }

  @Test
  void largeReadsLeaveRoomForOthers() throws Exception {
    var large = List.of(ask(surface(1)), ask(links("a")), ask(links("b")));
    UnderWay one = next();
    UnderWay two = next();
    assertThat(isNothingBegun()).isTrue();
    var small = ask(KPI);
    UnderWay three = next();
    assertThat(three.key).isEqualTo(KPI);
    three.end.complete(at(1));
    assertThat(small.join()).isEqualTo(at(1));
    one.end.complete(at(1));
    next().end.complete(at(1));
    two.end.complete(at(1));
    large.forEach(CompletableFuture::join);
  }

  @Test
  void oneTooManyIsToldSoWhenItHasWaited() throws Exception {
    SharedReads hasty = reads(Duration.ofMillis(1));
    for (int i = 1; i <= 2; i++) {
      DocumentKey key = surface(i);
      var unused = CompletableFuture.supplyAsync(() -> hasty.read(key), THREADS);
      next();
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> hasty.read(links("a")))
          .isInstanceOf(ReadModelUnavailableException.class);
    }
    assertThat(begun).isEmpty();
  }

  /** With many threads: what is served is never older than the asking. */
  @Test
  void nobodyIsServedWhatWasReadBeforeItWasAskedFor() {
    var written = new AtomicLong();
    Map<DocumentKey, AtomicInteger> underWay = new ConcurrentHashMap<>();
    var raced =
        new SharedReads(
            key -> {
              var same = underWay.computeIfAbsent(key, each -> new AtomicInteger());
              assertThat(same.incrementAndGet()).isEqualTo(1);
              DocumentRead read = at(written.get());
              LockSupport.parkNanos(1_000);
              same.decrementAndGet();
              return read;
            },
            2,
            LONG);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int reader = 0; reader < 8; reader++) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  long before = written.incrementAndGet();
                  DocumentRead read = raced.read(surface(ThreadLocalRandom.current().nextInt(2)));
                  assertThat(((DocumentRead.NotReady) read).snapshot().rowsApplied())
                      .isGreaterThanOrEqualTo(before);
                }
              },
              THREADS));
    }
    all.forEach(CompletableFuture::join);
  }
}
