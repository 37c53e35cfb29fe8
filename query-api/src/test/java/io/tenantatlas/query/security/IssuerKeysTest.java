package io.tenantatlas.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IssuerKeysTest {

  private static final IssuerKeys.Ages AGES =
      new IssuerKeys.Ages(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofHours(1));

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final BlockingQueue<Runnable> deadlines = new LinkedBlockingQueue<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final IssuerKeys keys =
      new IssuerKeys(this::read, AGES, clock, deadlines::add, failures::add);
  private volatile List<String> published = List.of("one");
  private volatile boolean down;
  private volatile CountDownLatch hanging = new CountDownLatch(0);
  private final AtomicInteger readings = new AtomicInteger();
  private final AtomicInteger interrupted = new AtomicInteger();

  private JWKSet read() throws IOException {
    readings.incrementAndGet();
    try {
      hanging.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw new IOException(e);
    }
    if (down) {
      throw new IOException("down");
    }
    return new JWKSet(published.stream().map(IssuerKeysTest::key).toList());
  }

  private static JWK key(String id) {
    return new OctetSequenceKey.Builder(new Base64URL("AAAA")).keyID(id).build();
  }

  private List<String> find(String id) throws JWKSetUnavailableException {
    var selector = new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
    return keys.get(selector, null).stream().map(JWK::getKeyID).toList();
  }

  @Test
  void nothingIsReadBeforeItIsNeededAndThenOnce() throws Exception {
    assertThat(readings).hasValue(0);
    for (int i = 0; i < 3; i++) {
      assertThat(find("one")).containsExactly("one");
    }
    assertThat(readings).hasValue(1);
  }

  @Test
  void aKeyThatIsNewIsFoundAtOnce() throws Exception {
    find("one");
    clock.advance(Duration.ofSeconds(10));
    published = List.of("one", "two");
    assertThat(find("two")).containsExactly("two");
  }

  @Test
  void keysThatDoNotExistAreNotAskedForAllTheTime() throws Exception {
    for (String unknown : Stream.generate(() -> "none").limit(100).toList()) {
      assertThat(find(unknown)).isEmpty();
    }
    assertThat(readings).hasValue(1);
    clock.advance(Duration.ofSeconds(10));
    assertThat(find("none")).isEmpty();
    assertThat(find("none")).isEmpty();
    assertThat(readings).hasValue(2);
  }

  @Test
  void aKeyThatIsWithdrawnIsForgotten() throws Exception {
    find("one");
    published = List.of("two");
    clock.advance(AGES.refreshAfter().minusMillis(1));
    assertThat(find("one")).containsExactly("one");
    clock.advance(Duration.ofMillis(1));
    assertThat(find("one")).isEmpty();
  }

  @Test
  void knownKeysOutliveAnOutageForAWhile() throws Exception {
    find("one");
    down = true;
    clock.advance(AGES.outage().minusMillis(1));
    assertThat(find("one")).containsExactly("one");
    clock.advance(Duration.ofMillis(1));
    assertThatThrownBy(() -> find("one")).isInstanceOf(JWKSetUnavailableException.class);
  }

  @Test
  void anIssuerThatIsDownIsTriedAgainButNotAllTheTime() throws Exception {
    down = true;
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> find("one")).isInstanceOf(JWKSetUnavailableException.class);
    }
    assertThat(readings).hasValue(1);
    down = false;
    clock.advance(Duration.ofSeconds(10));
    assertThat(find("one")).containsExactly("one");
  }

  /** It may be one that the issuer has published since. */
  @Test
  void whetherAnUnknownKeyExistsCannotBeToldInAnOutage() throws Exception {
    find("one");
    down = true;
    assertThat(find("none")).isEmpty();
    clock.advance(AGES.retryAfter());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> find("none")).isInstanceOf(JWKSetUnavailableException.class);
    }
    assertThat(readings).hasValue(2);
    assertThat(failures).as("told once").hasSize(1);
    clock.advance(AGES.retryAfter());
    down = false;
    assertThat(find("none")).isEmpty();
  }

  @Test
  void whoNeedsKeysWhileTheFirstReadingHangsWaitsForThatOneUpToItsDeadline() throws Exception {
    hang();
    List<CompletableFuture<List<String>>> all =
        Stream.generate(() -> findLater("one")).limit(100).toList();
    Runnable deadline = deadlines.take();
    assertThat(all).noneMatch(CompletableFuture::isDone);
    deadline.run();
    for (var each : all) {
      assertThatThrownBy(each::join).hasRootCauseInstanceOf(TimeoutException.class);
    }
    assertThat(readings).hasValue(1);
    assertThat(deadlines).isEmpty();
    awaitInterruption();
  }

  @Test
  void aReadingThatHangsHoldsUpNobodyWhoseKeyIsKnown() throws Exception {
    find("one");
    deadlines.take().run(); // too late to matter
    clock.advance(AGES.refreshAfter());
    hang();
    var unknown = findLater("two");
    Runnable deadline = deadlines.take();
    for (int i = 0; i < 100; i++) {
      assertThat(find("one")).containsExactly("one");
    }
    assertThat(unknown).isNotDone();
    published = List.of("one", "two");
    hanging.countDown();
    assertThat(unknown.join()).containsExactly("two");
    deadline.run();
    assertThat(find("two")).containsExactly("two");
    assertThat(readings).hasValue(2);
    assertThat(failures).isEmpty();
  }

  @Test
  void theTimeToTheNextReadingBeginsWhenOneHasEnded() throws Exception {
    hang();
    var first = findLater("one");
    Runnable deadline = deadlines.take();
    clock.advance(AGES.retryAfter().multipliedBy(3));
    deadline.run();
    assertThatThrownBy(first::join).hasRootCauseInstanceOf(TimeoutException.class);
    hanging.countDown();
    assertThatThrownBy(() -> find("one")).isInstanceOf(JWKSetUnavailableException.class);
    assertThat(readings).hasValue(1);
    clock.advance(AGES.retryAfter());
    assertThat(find("one")).containsExactly("one");
  }

  private void hang() {
    hanging = new CountDownLatch(1);
  }

  private void awaitInterruption() {
    while (interrupted.get() == 0) {
      Thread.onSpinWait();
    }
  }

  private CompletableFuture<List<String>> findLater(String id) {
    var found = new CompletableFuture<List<String>>();
    Thread.startVirtualThread(
        () -> {
          try {
            found.complete(find(id));
          } catch (JWKSetUnavailableException e) {
            found.completeExceptionally(e);
          }
        });
    return found;
  }
}
