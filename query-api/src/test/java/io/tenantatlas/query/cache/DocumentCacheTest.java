package io.tenantatlas.query.cache;

import static io.tenantatlas.query.cache.SteppingReadModel.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.ProgressFixture;
import io.tenantatlas.query.store.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocumentCacheTest {

  private final SteppingReadModel readModel = new SteppingReadModel();
  private final DocumentCache cache = new DocumentCache(readModel, 1 << 20);

  @Test
  void nothingIsInMemoryBeforeTheFirstLook() {
    readModel.change(1, false);
    assertThat(cache.peek(key(1))).isNull();
    assertThat(cache.read(key(1))).isInstanceOf(DocumentRead.Present.class);
    assertThat(cache.peek(key(1))).isNull();
  }

  @Test
  void aDocumentIsReadOnce() {
    cache.refresh();
    readModel.change(1, false);
    cache.refresh();
    for (int i = 0; i < 10; i++) {
      assertThat(step(cache.read(key(1)))).isEqualTo(1);
    }
    assertThat(readModel.reads).hasValue(1);
  }

  @Test
  void whatATopicToldIsNotReadAtAll() {
    cache.refresh();
    readModel.change(1, false);
    tell(1);
    cache.refresh();
    assertThat(step(cache.read(key(1)))).isEqualTo(1);
    assertThat(readModel.reads).hasValue(0);
  }

  @Test
  void aDocumentThatATopicToldEarlyComesWithItsOwnProgress() {
    readModel.change(1, false);
    cache.refresh();
    cache.read(key(1));
    readModel.change(1, false);
    tell(1);
    assertThat(step(cache.read(key(1)))).isEqualTo(2);
    assertThat(position(cache.read(key(1)))).isEqualTo(2);
  }

  @Test
  void anOldDocumentDoesNotComeWithNewProgress() {
    readModel.change(1, false);
    cache.refresh();
    cache.read(key(1));
    readModel.change(1, false);
    assertThat(position(cache.read(key(1)))).isEqualTo(1);
    cache.refresh();
    assertThat(cache.peek(key(1))).isNull();
    assertThat(step(cache.read(key(1)))).isEqualTo(2);
  }

  @Test
  void anOldDocumentThatIsToldLateIsNotTaken() {
    readModel.change(1, false);
    var late = (DocumentRead.Present) readModel.read(key(1));
    readModel.change(1, false);
    cache.refresh();
    cache.offer(key(1), (Document.Rendered) late.document(), late.progress());
    assertThat(cache.peek(key(1))).isNull();
  }

  @Test
  void aRemovedDocumentIsAbsent() {
    readModel.change(1, false);
    cache.refresh();
    cache.read(key(1));
    readModel.change(1, true);
    cache.refresh();
    assertThat(cache.read(key(1))).isInstanceOf(DocumentRead.Absent.class);
  }

  @Test
  void nothingIsServedWhileThePartitionsAreBuilt() {
    readModel.change(1, false);
    cache.refresh();
    cache.read(key(1));
    readModel.ready(false);
    cache.refresh();
    assertThat(cache.read(key(1))).isInstanceOf(DocumentRead.NotReady.class);
  }

  @Test
  void aReadModelThatWasEmptiedIsNotAnsweredForFromMemory() {
    readModel.change(1, false);
    readModel.change(1, false);
    cache.refresh();
    assertThat(step(cache.read(key(1)))).isEqualTo(2);
    readModel.empty();
    readModel.change(1, false);
    cache.refresh();
    assertThat(step(cache.read(key(1)))).isEqualTo(1);
  }

  @Test
  void aDocumentOfOneHistoryDoesNotComeWithThePositionOfAnother() {
    readModel.change(1, false);
    readModel.change(1, false);
    cache.refresh();
    assertThat(progress(cache.read(key(1))).history()).isEqualTo(ProgressFixture.HISTORY);
    readModel.failover(1); // the document stays as it is
    cache.refresh();
    Progress now = progress(cache.read(key(1)));
    assertThat(now.history()).isEqualTo(ProgressFixture.PROMOTED);
    assertThat(now.position()).isEqualTo(new SourcePosition(1));
    assertThat(cache.peek(key(1))).isNotNull(); // in memory again
  }

  @Test
  void whatIsToldLateOfAnOldHistoryIsNotTaken() {
    readModel.change(1, false);
    cache.refresh();
    var late = (DocumentRead.Present) readModel.read(key(1));
    readModel.failover(1);
    cache.refresh();
    cache.offer(key(1), (Document.Rendered) late.document(), late.progress());
    assertThat(cache.peek(key(1))).isNull();
  }

  @Test
  void whatATopicToldEarlyIsNotCurrentWhileTheHistoryIsBeingReplaced() {
    readModel.change(1, false);
    cache.refresh();
    cache.read(key(1));
    readModel.current(false);
    cache.refresh();
    readModel.current(true); // a record does not tell
    readModel.change(1, false);
    tell(1);
    assertThat(progress(cache.read(key(1))).current()).isFalse();
  }

  @Test
  void memoryIsBounded() {
    var small = new DocumentCache(readModel, 10_000);
    for (long tenant = 1; tenant <= 1000; tenant++) {
      readModel.change(tenant, false);
    }
    small.refresh();
    for (long tenant = 1; tenant <= 1000; tenant++) {
      small.read(key(tenant));
    }
    small.metered().cleanUp();
    assertThat(small.metered().estimatedSize()).isBetween(1L, 25L);
  }

  /** In any order of what may happen, what is read is what was true at the progress it has. */
  @Test
  void whateverHappensWhatIsReadIsRightForItsProgress() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int run = 0; run < 300; run++) {
      new History(random).run(seed);
    }
  }

  @Test
  void whatIsReadIsRightAlsoWithManyThreads() throws Exception {
    var done = new AtomicBoolean();
    List<CompletableFuture<@Nullable Void>> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(CompletableFuture.runAsync(() -> readUntil(done)));
    }
    for (int i = 0; i < 20_000; i++) {
      readModel.change(i % 3, i % 7 == 0);
      if (i % 2 == 0) {
        tell(i % 3);
      }
      cache.refresh();
    }
    done.set(true);
    for (var reader : readers) {
      reader.get();
    }
  }

  /** A document names the step that made it: at its progress there must be no later change. */
  private void readUntil(AtomicBoolean done) {
    long[] last = new long[3];
    while (!done.get()) {
      for (int tenant = 0; tenant < 3; tenant++) {
        if (cache.read(key(tenant)) instanceof DocumentRead.Present present) {
          assertThat(step(present)).isLessThanOrEqualTo(position(present));
          assertThat(step(present)).isGreaterThanOrEqualTo(last[tenant]);
          last[tenant] = step(present);
        }
      }
    }
  }

  /** Random steps, looks, reads and topic messages that come late, doubly or never. */
  private static final class History {
    private final Random random;
    private final SteppingReadModel readModel = new SteppingReadModel();
    private final DocumentCache cache = new DocumentCache(readModel, 1 << 20);
    private final List<Runnable> undelivered = new ArrayList<>();
    private final Map<Long, TreeMap<Long, Long>> truth = new HashMap<>();

    History(Random random) {
      this.random = random;
    }

    void run(long seed) {
      for (int i = 0; i < 200; i++) {
        long tenant = random.nextInt(4);
        switch (random.nextInt(7)) {
          case 0 -> change(tenant);
          case 1 -> readModel.pass((int) tenant % 2);
          case 2 -> cache.refresh();
          case 3 -> deliver();
          case 4 -> failover((int) tenant % 2);
          default -> check(tenant, seed);
        }
      }
    }

    private void failover(int partition) {
      if (random.nextInt(4) == 0) {
        readModel.failover(partition);
      }
    }

    private void change(long tenant) {
      readModel.change(tenant, random.nextInt(5) == 0);
      DocumentRead now = readModel.read(key(tenant));
      long step = stepOf(progress(now));
      boolean present = now instanceof DocumentRead.Present;
      truth.computeIfAbsent(tenant, id -> new TreeMap<>()).put(step, present ? step : -1);
      if (now instanceof DocumentRead.Present(Progress progress, Document.Rendered document)) {
        undelivered.add(() -> cache.offer(key(tenant), document, progress));
      }
    }

    private void deliver() {
      if (!undelivered.isEmpty()) {
        int which = random.nextInt(undelivered.size());
        undelivered.get(which).run();
        if (random.nextBoolean()) {
          undelivered.remove(which);
        }
      }
    }

    private void check(long tenant, long seed) {
      DocumentRead read = cache.read(key(tenant));
      Progress progress = progress(read);
      assertThat(progress.history())
          .as("seed %d", seed)
          .isEqualTo(readModel.history((int) tenant % 2, stepOf(progress)));
      var before = truth.getOrDefault(tenant, new TreeMap<>()).floorEntry(stepOf(progress));
      long expected = before == null ? -1 : before.getValue();
      long served = read instanceof DocumentRead.Present ? step(read) : -1;
      assertThat(served).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private void tell(long tenant) {
    if (readModel.read(key(tenant))
        instanceof DocumentRead.Present(Progress progress, Document.Rendered document)) {
      cache.offer(key(tenant), document, progress);
    }
    readModel.reads.decrementAndGet();
  }

  private static long step(DocumentRead read) {
    String content = ((DocumentRead.Present) read).document().content();
    return Long.parseLong(content.replaceAll("[^0-9]", ""));
  }

  private static long position(DocumentRead read) {
    return progress(read).position().bytes();
  }

  /** The instant of a partition is its step, also where a failover lowers its position. */
  private static long stepOf(Progress progress) {
    return progress.asOf().toEpochMilli();
  }

  private static Progress progress(DocumentRead read) {
    return switch (read) {
      case DocumentRead.Present present -> present.progress();
      case DocumentRead.Absent absent -> absent.progress();
      default -> throw new AssertionError(read);
    };
  }
}
