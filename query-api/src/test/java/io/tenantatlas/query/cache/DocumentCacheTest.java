package io.tenantatlas.query.cache;

import static io.tenantatlas.query.cache.SteppingReadModel.key;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocumentCacheTest {

  private final SteppingReadModel readModel = new SteppingReadModel();
  private final DocumentCache cache = new DocumentCache(readModel, 1 << 20, 100);

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
  void whatIsInMemoryIsReadAnewByTheLookThatSeesThatItChanged() {
    for (long tenant = 1; tenant <= 10; tenant++) {
      readModel.change(tenant, false);
    }
    cache.refresh();
    cache.read(key(1));
    cache.read(key(2));
    for (long tenant = 1; tenant <= 10; tenant++) {
      readModel.change(tenant, false);
    }
    cache.refresh();
    assertThat(step(requireNonNull(cache.peek(key(1))))).isEqualTo(6);
    assertThat(step(requireNonNull(cache.peek(key(2))))).isEqualTo(6);
    assertThat(cache.peek(key(3))).isNull();
    assertThat(readModel.readsOfMany).hasValue(1);
    assertThat(readModel.reads).hasValue(2);
  }

  @Test
  void aLookThatSeesNothingOfWhatIsInMemoryIsOneStatement() {
    readModel.change(1, false);
    cache.refresh();
    cache.read(key(1));
    readModel.change(3, false);
    readModel.pass(0);
    cache.refresh();
    assertThat(readModel.readsOfMany).hasValue(0);
  }

  @Test
  void noMoreDocumentsAreReadAnewThanAllowed() {
    var few = new DocumentCache(readModel, 1 << 20, 2);
    few.refresh();
    for (int round = 0; round < 2; round++) {
      for (long tenant = 1; tenant <= 5; tenant++) {
        readModel.change(tenant, false);
      }
      few.refresh();
      for (long tenant = 1; tenant <= 5 && round == 0; tenant++) {
        few.read(key(tenant));
      }
    }
    assertThat(LongStream.rangeClosed(1, 5).filter(tenant -> few.peek(key(tenant)) != null))
        .hasSize(2);
    assertThat(step(few.read(key(5)))).isEqualTo(6);
  }

  @Test
  void aLookEndsAlsoWhenWhatChangedCannotBeReadAnew() {
    readModel.change(1, false);
    cache.refresh();
    cache.read(key(1));
    readModel.change(1, false);
    readModel.refusesMany = true;
    cache.refresh();
    assertThat(cache.peek(key(1))).isNull();
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
    assertThat(step(cache.read(key(1)))).isEqualTo(2);
  }

  @Test
  void whatWasReadBeforeAChangeIsNotKeptBehindIt() {
    readModel.change(1, false);
    cache.refresh();
    readModel.meanwhile =
        () -> {
          readModel.meanwhile = () -> {};
          readModel.change(1, false);
          cache.refresh();
        };
    assertThat(step(cache.read(key(1)))).isEqualTo(1);
    assertThat(cache.peek(key(1))).isNull();
  }

  @Test
  void whatWasReadBeforeTheReadModelWasEmptiedIsNotKept() {
    readModel.change(1, false);
    readModel.change(1, false);
    cache.refresh();
    readModel.meanwhile =
        () -> {
          readModel.meanwhile = () -> {};
          readModel.empty();
          readModel.change(1, false);
          cache.refresh();
        };
    cache.read(key(1));
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
  void whatWasReadOfAnOldHistoryIsNotKeptBehindTheNewOne() {
    readModel.change(1, false);
    cache.refresh();
    readModel.meanwhile =
        () -> {
          readModel.meanwhile = () -> {};
          readModel.failover(1);
          cache.refresh();
        };
    assertThat(progress(cache.read(key(1))).history()).isEqualTo(ProgressFixture.HISTORY);
    assertThat(cache.peek(key(1))).isNull();
  }

  @Test
  void whatWasReadEarlyIsNotCurrentWhileTheHistoryIsBeingReplaced() {
    readModel.change(1, false);
    cache.refresh();
    cache.read(key(1));
    readModel.current(false);
    readModel.change(1, false);
    cache.refresh();
    assertThat(progress(requireNonNull(cache.peek(key(1)))).current()).isFalse();
  }

  @Test
  void memoryIsBounded() {
    var small = new DocumentCache(readModel, 10_000, 100);
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
      new History(random, seed).run();
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

  /**
   * Random steps, looks and reads, also while others are under way. Looks come at any time, as
   * whoever writes to a topic may have them made.
   */
  private static final class History {
    private final Random random;
    private final long seed;
    private final SteppingReadModel readModel = new SteppingReadModel();
    private final DocumentCache cache = new DocumentCache(readModel, 1 << 20, 2);
    private final Map<Long, TreeMap<Long, Long>> truth = new HashMap<>();
    private final long[] looked = new long[2];
    private boolean looking;
    private int depth;

    History(Random random, long seed) {
      this.random = random;
      this.seed = seed;
      readModel.meanwhile = this::meanwhile;
    }

    void run() {
      for (int i = 0; i < 200; i++) {
        act();
      }
    }

    private void meanwhile() {
      if (depth < 3 && random.nextInt(3) == 0) {
        act();
      }
    }

    private void act() {
      depth++;
      long tenant = random.nextInt(4);
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> change(tenant);
        case 5, 6, 7 -> readModel.pass((int) tenant % 2);
        case 8, 9, 10 -> look();
        case 11 -> readModel.failover((int) tenant % 2);
        default -> check(tenant);
      }
      depth--;
    }

    private void change(long tenant) {
      readModel.change(tenant, random.nextInt(5) == 0);
      DocumentRead now = readModel.now(key(tenant));
      long step = stepOf(progress(now));
      boolean present = now instanceof DocumentRead.Present;
      truth.computeIfAbsent(tenant, id -> new TreeMap<>()).put(step, present ? step : -1);
    }

    /** One at a time; nothing that was true before is hidden by what is served after. */
    private void look() {
      if (looking) {
        return;
      }
      long[] before = {
        stepOf(progress(readModel.now(key(0)))), stepOf(progress(readModel.now(key(1))))
      };
      looking = true;
      cache.refresh();
      looking = false;
      looked[0] = before[0];
      looked[1] = before[1];
    }

    private void check(long tenant) {
      long least = looked[(int) tenant % 2];
      DocumentRead read = cache.read(key(tenant));
      Progress progress = progress(read);
      assertThat(progress.history())
          .as("seed %d", seed)
          .isEqualTo(readModel.history((int) tenant % 2, stepOf(progress)));
      var before = truth.getOrDefault(tenant, new TreeMap<>()).floorEntry(stepOf(progress));
      long expected = before == null ? -1 : before.getValue();
      long served = read instanceof DocumentRead.Present ? step(read) : -1;
      assertThat(served).as("seed %d", seed).isEqualTo(expected);
      assertThat(stepOf(progress)).as("seed %d", seed).isGreaterThanOrEqualTo(least);
    }
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
