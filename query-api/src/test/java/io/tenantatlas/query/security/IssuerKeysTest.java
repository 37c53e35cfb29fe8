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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {

  private static final IssuerKeys.Ages AGES =
      new IssuerKeys.Ages(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofHours(1));

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final IssuerKeys keys = new IssuerKeys(this::read, AGES, clock);
  private List<String> published = List.of("one");
  private boolean down;
  private int readings;

  private JWKSet read() throws IOException {
    readings++;
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
    assertThat(readings).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(find("one")).containsExactly("one");
    }
    assertThat(readings).isEqualTo(1);
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
    assertThat(readings).isEqualTo(1);
    clock.advance(Duration.ofSeconds(10));
    assertThat(find("none")).isEmpty();
    assertThat(find("none")).isEmpty();
    assertThat(readings).isEqualTo(2);
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
    assertThat(find("none")).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThatThrownBy(() -> find("one")).isInstanceOf(JWKSetUnavailableException.class);
  }

  @Test
  void anIssuerThatIsDownIsTriedAgainButNotAllTheTime() throws Exception {
    down = true;
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> find("one")).isInstanceOf(JWKSetUnavailableException.class);
    }
    assertThat(readings).isEqualTo(1);
    down = false;
    clock.advance(Duration.ofSeconds(10));
    assertThat(find("one")).containsExactly("one");
  }
}
