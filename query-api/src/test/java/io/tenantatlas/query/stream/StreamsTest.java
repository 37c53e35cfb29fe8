package io.tenantatlas.query.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.query.share.Places;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Observation;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.ProgressFixture;
import io.tenantatlas.query.store.SnapshotProgress;
import io.tenantatlas.query.store.SourcePosition;
import io.tenantatlas.query.stream.Streams.Following;
import io.tenantatlas.query.stream.Subscription.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamsTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Progress PROGRESS = ProgressFixture.at(new SourcePosition(1));

  private final Map<DocumentKey, DocumentRead> documents = new ConcurrentHashMap<>();
  private final AtomicInteger reads = new AtomicInteger();
  private final Streams streams =
      new Streams(this::read, Set.of("kpi", "badge"), new Places.Limits(4, 3));

  private DocumentRead read(DocumentKey key) {
    reads.incrementAndGet();
    return documents.getOrDefault(key, new DocumentRead.Absent(PROGRESS));
  }

  @AfterEach
  void end() {
    streams.close();
  }

  @Test
  void aChangeIsReadOnceAndHandedToAllWhoFollowItsTenant() throws InterruptedException {
    streams.start();
    Subscription first = follow(1);
    Subscription second = follow(1);
    Subscription other = follow(2);
    change(1, "kpi", 5);
    assertThat(first.next(LONG)).isEqualTo(changed("kpi", 5));
    assertThat(second.next(LONG)).isEqualTo(changed("kpi", 5));
    assertThat(other.next(Duration.ZERO)).isEqualTo(new Signal.Quiet());
    assertThat(reads).hasValue(1);
  }

  @Test
  void whatChangesTogetherIsSentTogether() throws InterruptedException {
    Subscription follower = follow(1);
    documents.put(key(1, "badge"), new DocumentRead.Present(PROGRESS, document(2)));
    documents.put(key(1, "kpi"), new DocumentRead.Present(PROGRESS, document(5)));
    documents.put(key(2, "kpi"), new DocumentRead.Present(PROGRESS, document(9)));
    streams.changed(
        List.of(
            new Observation.Change(key(1, "kpi"), 5),
            new Observation.Change(key(2, "kpi"), 9),
            new Observation.Change(key(1, "badge"), 2)));
    streams.start();
    assertThat(follower.next(LONG)).isEqualTo(changed("kpi", 5, "badge", 2));
  }

  @Test
  void aSlowFollowerIsSentTheNewestOnly() throws InterruptedException {
    Subscription slow = follow(1);
    slow.offer(Map.of("kpi", document(1)));
    slow.offer(Map.of("badge", document(1)));
    slow.offer(Map.of("kpi", document(3)));
    slow.offer(Map.of("kpi", document(2)));
    assertThat(slow.next(LONG)).isEqualTo(changed("kpi", 3, "badge", 1));
    assertThat(slow.next(Duration.ZERO)).isEqualTo(new Signal.Quiet());
  }

  @Test
  void versionsNeverFall() throws InterruptedException {
    Subscription follower = follow(1);
    follower.offer(Map.of("kpi", document(3)));
    assertThat(follower.next(LONG)).isEqualTo(changed("kpi", 3));
    follower.offer(Map.of("kpi", document(3)));
    follower.offer(Map.of("kpi", document(2)));
    assertThat(follower.next(Duration.ZERO)).isEqualTo(new Signal.Quiet());
  }

  @Test
  void whatTheFollowerHasIsNotSent() throws InterruptedException {
    Subscription follower = follow(1);
    follower.skip("kpi", 7);
    follower.offer(Map.of("kpi", document(7)));
    follower.offer(Map.of("badge", document(7)));
    follower.offer(Map.of("kpi", document(8)));
    assertThat(follower.next(LONG)).isEqualTo(changed("badge", 7, "kpi", 8));
  }

  @Test
  void aTenantThatGoesEndsItsStreams() throws InterruptedException {
    streams.start();
    Subscription follower = follow(1);
    streams.changed(List.of(new Observation.Change(key(1, "kpi"), 2)));
    assertThat(follower.next(LONG)).isEqualTo(new Signal.Ended());
  }

  @Test
  void aReadModelThatIsRebuiltEndsStreams() throws InterruptedException {
    streams.start();
    Subscription follower = follow(1);
    documents.put(key(1, "kpi"), new DocumentRead.NotReady(SnapshotProgress.NONE));
    streams.changed(List.of(new Observation.Change(key(1, "kpi"), 2)));
    assertThat(follower.next(LONG)).isEqualTo(new Signal.Ended());
  }

  @Test
  void anotherHistoryOfTheSourceEndsStreamsThatBeganInTheOldOne() throws InterruptedException {
    streams.start();
    Subscription old = follow(1);
    old.continueIn(ProgressFixture.HISTORY);
    Subscription none = follow(1);
    var promoted = ProgressFixture.at(ProgressFixture.PROMOTED, true, new SourcePosition(1));
    documents.put(key(1, "kpi"), new DocumentRead.Present(promoted, document(5)));
    streams.changed(List.of(new Observation.Change(key(1, "kpi"), 5)));
    assertThat(old.next(LONG)).isEqualTo(new Signal.Ended());
    assertThat(none.next(LONG)).isEqualTo(changed("kpi", 5));
    none.continueIn(ProgressFixture.HISTORY); // read a moment too early
    assertThat(none.next(LONG)).isEqualTo(new Signal.Ended());
  }

  @Test
  void surfacesAreNotPushed() throws InterruptedException {
    streams.start();
    Subscription follower = follow(1);
    streams.changed(List.of(new Observation.Change(key(1, "surface.verification"), 2)));
    change(1, "badge", 1);
    assertThat(follower.next(LONG)).isEqualTo(changed("badge", 1));
    assertThat(reads).hasValue(1);
  }

  @Test
  void asManyAsAreAllowedMayFollowAndOneHasAShareOnly() {
    List<Subscription> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(follow(i));
    }
    assertThat(streams.follow(1, "follower")).isEqualTo(new Following.ShareUsed());
    open.add(follow(1, "other"));
    assertThat(streams.follow(1, "other")).isEqualTo(new Following.TooMany());
    open.getFirst().close();
    open.getFirst().close();
    assertThat(streams.open()).isEqualTo(3);
    follow(1);
    assertThat(streams.follow(1, "other")).isEqualTo(new Following.TooMany());
  }

  @Test
  void closingEndsAll() throws InterruptedException {
    Subscription follower = follow(1);
    streams.close();
    assertThat(follower.next(LONG)).isEqualTo(new Signal.Ended());
    assertThat(streams.follow(1, "follower")).isEqualTo(new Following.TooMany());
  }

  private Subscription follow(long tenant) {
    return follow(tenant, "follower");
  }

  private Subscription follow(long tenant, String follower) {
    if (streams.follow(tenant, follower) instanceof Following.Begun(Subscription subscription)) {
      return subscription;
    }
    throw new AssertionError("refused");
  }

  private void change(long tenant, String kind, long version) {
    documents.put(key(tenant, kind), new DocumentRead.Present(PROGRESS, document(version)));
    streams.changed(List.of(new Observation.Change(key(tenant, kind), version)));
  }

  private static DocumentKey.OfTenant key(long tenant, String kind) {
    return new DocumentKey.OfTenant(tenant, kind);
  }

  private static Signal changed(String kind, long version) {
    return new Signal.Changed(new LinkedHashMap<>(Map.of(kind, document(version))));
  }

  private static Signal changed(String kind, long version, String other, long otherVersion) {
    SequencedMap<String, Document.Rendered> both = new LinkedHashMap<>();
    both.put(kind, document(version));
    both.put(other, document(otherVersion));
    return new Signal.Changed(both);
  }

  private static Document.Rendered document(long version) {
    return new Document.Rendered(0, version, Instant.EPOCH, "{}");
  }
}
