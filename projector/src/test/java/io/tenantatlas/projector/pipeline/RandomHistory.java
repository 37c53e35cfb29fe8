package io.tenantatlas.projector.pipeline;

import static io.tenantatlas.projector.pipeline.SeenDocuments.require;

import io.tenantatlas.projector.change.Partitioning;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePoint;
import io.tenantatlas.projector.projection.Projection;
import io.tenantatlas.projector.projection.ProjectionSettingsFixture;
import io.tenantatlas.projector.publish.SeenTopics;
import io.tenantatlas.projector.store.InMemoryReadModel;
import io.tenantatlas.projector.store.PartitionProgress;
import io.tenantatlas.projector.store.ReadModel;
import io.tenantatlas.projector.store.RememberingReadModel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One random history of a source, its change log and the projectors of all partitions. After every
 * step of a projector everything that can be seen of the partition is compared with {@link
 * NaiveDocuments}, and what it publishes now and then with {@link SeenTopics}. The same seed gives
 * the same history.
 */
final class RandomHistory {

  private static final Projection PROJECTION = new Projection(ProjectionSettingsFixture.settings());
  private static final Instant START = Instant.parse("2026-03-01T00:00:00.123Z");
  private static final int TICKS_MAX = 10_000;

  /** None, one that tenants are forgotten in, and one that all fit in. */
  private static final List<Long> MEMORY_SIZES = List.of(0L, 20_000L, 10_000_000L);

  private final Random random;
  private final Random topicsRandom;
  private final int tenants;
  private final RandomValues values;
  private final SimulatedSource source;
  private final InMemoryReadModel stored = new InMemoryReadModel();
  private final CrashingReadModel crashing = new CrashingReadModel(stored);
  private final ReadModel readModel;
  private final PartitionProjector projector;
  private final List<Owner> owners = new ArrayList<>();
  private Instant now = START;
  private String doing = "start";

  /** What one partition's owner knows. */
  private static final class Owner {
    private final int partition;
    private final SimulatedLog log;
    private final SeenDocuments seen;
    private final SeenLinks seenLinks;
    private final SeenTopics topics;
    private PartitionProgress progress;
    private int definition;
    private int next;

    Owner(SimulatedLog log, InMemoryReadModel stored, PartitionProgress progress, Random random) {
      this.partition = progress.partition();
      this.topics = new SeenTopics(stored, partition, progress.partitions(), random);
      this.seen = new SeenDocuments(stored, partition);
      this.seenLinks = new SeenLinks(stored);
      this.log = log;
      this.progress = progress;
    }
  }

  RandomHistory(long seed) {
    random = new Random(seed);
    topicsRandom = new Random(seed + 1);
    readModel = remembering(MEMORY_SIZES.get(new Random(seed + 2).nextInt(MEMORY_SIZES.size())));
    tenants = 1 + random.nextInt(5);
    values = new RandomValues(random, tenants);
    int partitions = 1 + random.nextInt(3);
    source = new SimulatedSource(random, values, partitions, tenants);
    projector =
        new PartitionProjector(
            readModel,
            PROJECTION,
            new PartitionProjector.Limits(
                1 + random.nextInt(5),
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                1 + random.nextInt(4)));
  }

  private ReadModel remembering(long maxBytes) {
    return maxBytes == 0 ? crashing : new RememberingReadModel(crashing, maxBytes);
  }

  /** What was done last, for messages. */
  String doing() {
    return doing;
  }

  void run() {
    source.changeUnseenAndSnapshot(now, random.nextInt(60));
    for (int partition = 0; partition < source.logs().size(); partition++) {
      SimulatedLog log = source.logs().get(partition);
      long end = random.nextBoolean() ? 0 : log.end();
      owners.add(new Owner(log, stored, open(partition, 0, end), topicsRandom));
    }
    int steps = 20 + random.nextInt(41);
    for (int i = 0; i < steps; i++) {
      step(i);
      checkSessions();
    }
    doing = "catching up at the end";
    source.heartbeat(now);
    owners.forEach(owner -> deliver(owner, owner.log.size()));
    owners.forEach(this::tickUntilNow);
    checkSessions();
    doing = "publishing at the end";
    owners.forEach(owner -> owner.topics.checkAll(owner.progress, tenants));
  }

  private PartitionProgress open(int partition, int definition, long logEnd) {
    return readModel.open(partition, source.logs().size(), "definition-" + definition, logEnd);
  }

  private void step(int number) {
    Owner owner = values.oneOf(owners);
    int choice = random.nextInt(24);
    doing =
        String.format(
            Locale.ROOT, "step %d, choice %d, partition %d", number, choice, owner.partition);
    switch (choice) {
      case 0, 1, 2, 3, 4, 5, 6 -> transaction();
      case 7, 8, 9, 10 -> deliverSome(owner);
      case 11, 12 -> owners.forEach(one -> deliver(one, one.log.size()));
      case 13, 14, 15 -> passTime(owner);
      case 16 -> tickUntilNow(owner);
      case 17 -> restart(owner);
      case 18, 19, 20 -> crash(owner);
      case 21 -> staleOwner(owner);
      case 22 -> source.repeatLastTransaction();
      default -> rarely(owner);
    }
  }

  private void rarely(Owner owner) {
    switch (random.nextInt(5)) {
      case 0, 1 -> failover();
      case 2 -> {
        source.heartbeat(now);
        source.changeUnseenAndSnapshot(now, random.nextInt(6));
      }
      case 3 -> {
        source.heartbeat(now);
        source.interruptedSnapshot(now);
      }
      default -> rebuild(owner);
    }
  }

  /** Sometimes in the middle of a transaction, and always delivered in pieces. */
  private void failover() {
    source.begin();
    int lost = random.nextInt(4);
    for (int i = 0; i < lost; i++) {
      source.change(now);
    }
    source.failover(now);
    owners.forEach(this::deliverSome);
  }

  /** Some changes and their mark; sometimes they are delivered before the mark is there. */
  private void transaction() {
    source.begin();
    int changes = random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      source.change(now);
      if (random.nextInt(8) == 0) {
        deliverSome(values.oneOf(owners));
      }
    }
    source.commit(now);
  }

  private void deliverSome(Owner owner) {
    int left = owner.log.size() - owner.next;
    deliver(owner, owner.next + (left == 0 ? 0 : 1 + random.nextInt(left)));
  }

  private void deliver(Owner owner, int end) {
    int from = owner.next;
    advance(
        owner,
        progress ->
            projector.apply(
                progress,
                owner.log.records(from, end),
                owner.log.offsets(from, end),
                now.plusNanos(random.nextInt(1_000_000))));
    require(owner.next == end, "delivered up to", end, owner.next);
  }

  private void passTime(Owner owner) {
    now = values.laterThan(now).truncatedTo(ChronoUnit.MILLIS);
    if (random.nextBoolean()) {
      tick(owner);
    }
  }

  private void tick(Owner owner) {
    advance(owner, progress -> projector.tick(progress, progress.nextOffset(), now));
  }

  private void tickUntilNow(Owner owner) {
    int ticks = 0;
    while (owner.progress.atBoundary() && owner.progress.asOf().isBefore(now)) {
      tick(owner);
      require(++ticks < TICKS_MAX, "time stands still", now, owner.progress.asOf());
    }
  }

  private void restart(Owner owner) {
    PartitionProgress reopened = open(owner.partition, owner.definition, owner.log.end());
    require(reopened.equals(owner.progress), "reopened", owner.progress, reopened);
    owner.topics.reopened(reopened);
  }

  private void crash(Owner owner) {
    crashing.crashAfter(random.nextInt(18));
    try {
      if (random.nextInt(4) == 0) {
        now = values.laterThan(now).truncatedTo(ChronoUnit.MILLIS);
        tick(owner);
      } else {
        deliverSome(owner);
      }
    } catch (CrashingReadModel.Crash crash) {
      PartitionProgress before = owner.progress;
      owner.progress = open(owner.partition, owner.definition, owner.log.end());
      check(owner, before);
      owner.topics.reopened(owner.progress);
    }
    crashing.stayAlive();
  }

  private void staleOwner(Owner owner) {
    PartitionProgress stale = owner.progress;
    source.heartbeat(now);
    deliver(owner, owner.log.size());
    boolean fenced = false;
    try {
      projector.apply(stale, owner.log.records(0, 1), owner.log.offsets(0, 1), now);
    } catch (ReadModel.FencedException e) {
      fenced = true;
    }
    require(fenced, "the stale owner is fenced", true, fenced);
    check(owner, owner.progress);
  }

  /** The definitions change: the whole log is applied again. */
  private void rebuild(Owner owner) {
    owner.definition++;
    PartitionProgress before = owner.progress;
    owner.progress = open(owner.partition, owner.definition, owner.log.end());
    check(owner, before);
    owner.topics.reopened(owner.progress);
  }

  private void advance(Owner owner, Function<PartitionProgress, PartitionProgress> steps) {
    PartitionProgress before = owner.progress;
    owner.progress = steps.apply(before);
    check(owner, before);
    if (topicsRandom.nextBoolean()) {
      owner.topics.publish(owner.progress);
    }
  }

  // --- what must hold

  private void check(Owner owner, PartitionProgress before) {
    PartitionProgress after = owner.progress;
    owner.next = owner.log.indexOf(after.nextOffset());
    SimulatedLog.Entry entry = owner.next == 0 ? null : owner.log.entry(owner.next - 1);
    SimulatedLog.Boundary last = entry == null ? null : entry.last();
    boolean boundary = entry != null && entry.boundary();
    require(boundary == after.atBoundary(), "at boundary", boundary, after.atBoundary());
    SourcePoint source = last == null ? SourcePoint.NONE : last.source();
    require(source.equals(after.source()), "where in the source", source, after.source());
    SourceHistory announced = entry == null ? SourceHistory.UNKNOWN : entry.announced();
    require(announced.equals(after.announced()), "announced", announced, after.announced());
    boolean ready =
        last != null && last.snapshotComplete() && last.nextOffset() >= after.rebuildUntil();
    require(ready == after.ready(), "ready", ready, after.ready());
    require(!ready || !after.asOf().isBefore(START), "first as-of", START, after.asOf());
    checkTime(owner, before, last);
    checkDocuments(owner, ready && last != null ? last.state() : null);
  }

  private void checkDocuments(Owner owner, @Nullable NaiveDocuments state) {
    for (long tenant = 1; tenant <= tenants; tenant++) {
      if (Partitioning.partitionOf(tenant, owner.progress.partitions()) == owner.partition) {
        owner.seen.checkTenant(tenant, owner.progress, state);
        owner.seenLinks.checkTenant(tenant, state);
      }
    }
    for (long session = 1; session <= SimulatedSource.SESSIONS; session++) {
      owner.seen.checkSession(session, owner.progress, state);
    }
  }

  /** What all partitions say together, once all are ready. */
  private void checkSessions() {
    List<SeenSessions.Place> places = new ArrayList<>();
    for (Owner owner : owners) {
      SimulatedLog.Boundary last = owner.next == 0 ? null : owner.log.entry(owner.next - 1).last();
      if (last != null && owner.progress.ready()) {
        places.add(new SeenSessions.Place(owner.progress, last.state()));
      }
    }
    if (places.size() == owners.size()) {
      SeenSessions sessions = new SeenSessions(stored);
      for (long session = 1; session <= SimulatedSource.SESSIONS; session++) {
        sessions.check(session, places);
      }
    }
  }

  private void checkTime(
      Owner owner, PartitionProgress before, SimulatedLog.@Nullable Boundary last) {
    Instant asOf = owner.progress.asOf();
    Instant latest = before.asOf().isAfter(now) ? before.asOf() : now;
    require(!asOf.isBefore(before.asOf()), "as-of never falls", before.asOf(), asOf);
    require(!asOf.isAfter(latest), "as-of is not in the future", latest, asOf);
    boolean passedBoundary = last != null && last.nextOffset() > before.nextOffset();
    if (before.ready() && !before.atBoundary() && !passedBoundary) {
      require(asOf.equals(before.asOf()), "time stands still inside", before.asOf(), asOf);
    }
  }
}
