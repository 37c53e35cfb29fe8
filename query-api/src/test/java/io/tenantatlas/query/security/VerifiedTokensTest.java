package io.tenantatlas.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

class VerifiedTokensTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static final String GOOD = "head.body.sign";
  private static final String BAD = "head.evil.sign";
  private static final String UNKNOWABLE = "lost.body.sign";

  private final SettableClock clock = new SettableClock(NOON);
  private Instant expiresAt = NOON.plus(Duration.ofHours(1));
  private List<Long> ids = List.of(7L);
  private int verifications;

  private final VerifiedTokens tokens =
      new VerifiedTokens(this::decode, clock, 1 << 20, Duration.ofMinutes(10));

  /** In the place of the real decoder: the token tells what becomes of it. */
  private Jwt decode(String token) {
    verifications++;
    return switch (token) {
      case BAD -> throw new BadJwtException("secret");
      case UNKNOWABLE ->
          throw new JwtException("secret", new JWKSetUnavailableException("no keys"));
      default ->
          Jwt.withTokenValue(token)
              .header("alg", "ES256")
              .claim("tenants", ids)
              .expiresAt(expiresAt)
              .build();
    };
  }

  @Test
  void aTokenIsVerifiedOnce() {
    assertThat(tokens.find("Bearer " + GOOD)).isNull();
    Actor actor = tokens.verify(GOOD);
    assertThat(actor.tenants().includes(7)).isTrue();
    assertThat(tokens.verify(GOOD)).isSameAs(actor);
    assertThat(tokens.find("Bearer " + GOOD)).isSameAs(actor);
    assertThat(tokens.find("bearer " + GOOD)).isSameAs(actor);
    assertThat(verifications).isEqualTo(1);
  }

  @Test
  void onlyTheVeryTokenIsFound() {
    tokens.verify(GOOD);
    for (String other :
        List.of(
            GOOD,
            "Bearer",
            "Bearer ",
            "Bearer .",
            "Bearer..",
            "Bearer head.body",
            "Bearer head.body.",
            "Bearer head.body.sig",
            "Bearer head.body.sigM",
            "Bearer head.body.sign ",
            "Bearer head.body.sign=",
            "Bearer head.body.sign.sign",
            "Bearer  head.body.sign",
            "Bearer sign",
            "Basic " + GOOD)) {
      assertThat(tokens.find(other)).as(other).isNull();
    }
    assertThat(tokens.find(null)).isNull();
  }

  @Test
  void anExpiredTokenIsNotFound() {
    expiresAt = NOON.plusSeconds(2);
    tokens.verify(GOOD);
    clock.advance(Duration.ofMillis(1999));
    assertThat(tokens.find("Bearer " + GOOD)).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.find("Bearer " + GOOD)).isNull();
    tokens.verify(GOOD); // the decoder has the say, which knows of skewed clocks
    assertThat(verifications).isEqualTo(2);
    assertThat(tokens.find("Bearer " + GOOD)).isNull();
  }

  @Test
  void aTokenThatLivesLongIsVerifiedAgain() {
    tokens.verify(GOOD);
    clock.advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(tokens.find("Bearer " + GOOD)).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.find("Bearer " + GOOD)).isNull();
  }

  @Test
  void aTokenThatIsNotRightIsNeverRememberedAndNotExplained() {
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> tokens.verify(BAD))
          .isInstanceOf(InvalidBearerTokenException.class)
          .hasMessageNotContaining("secret");
      assertThat(verifications).isEqualTo(i);
    }
    assertThat(tokens.find("Bearer " + BAD)).isNull();
  }

  @Test
  void keysThatCannotBeReadAreNotTheTokensFault() {
    assertThatThrownBy(() -> tokens.verify(UNKNOWABLE))
        .isInstanceOf(KeysUnavailableException.class);
  }

  @Test
  void ofWhatWasSignedOneTokenIsRemembered() {
    Actor first = tokens.verify(GOOD);
    tokens.verify("head.body.otherSig");
    assertThat(tokens.find("Bearer head.body.otherSig")).isEqualTo(first);
    assertThat(tokens.find("Bearer " + GOOD)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "head.body.",
        ".body.sign",
        "head..sign",
        "head.body",
        "head.body.sign.",
        "head.body.sign.sign.sign",
        "head.body.sign=",
        "head.body.sigA==",
        "head.body.sih",
        "head.body.sB",
        "head.body.s",
        "head.body.signs",
        "head.body.si+n",
        "head.body.si/n",
        "head.body.sign ",
        " head.body.sign",
        "head.body.si\nn",
        "head.bo*y.sign",
        "head.bodyé.sign",
        "headB.body.sign",
        "head.bodyyB.sign"
      })
  void aTokenInAnotherFormIsNotEvenVerified(String token) {
    assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(InvalidBearerTokenException.class);
    assertThat(verifications).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"head.body.sg", "head.body.siQ", "head.body.-_09", "hA.bQ.sw"})
  void aPartMayEndWithinFourCharacters(String token) {
    assertThat(tokens.verify(token)).isNotNull();
  }

  @Test
  void whatIsRememberedIsBoundedByBytes() {
    var few = new VerifiedTokens(this::decode, clock, 100_000, Duration.ofMinutes(10));
    List<String> large =
        IntStream.range(1000, 1100)
            .mapToObj(i -> "head." + i + "A".repeat(8000) + ".sign")
            .toList();
    large.forEach(few::verify);
    few.cleanUp();
    assertThat(large.stream().filter(each -> few.find("Bearer " + each) != null).count())
        .isBetween(1L, 11L);
  }

  @Test
  void theIdsThatATokenNamesCount() {
    ids = LongStream.range(0, 2000).boxed().toList();
    var few = new VerifiedTokens(this::decode, clock, 1_000_000, Duration.ofMinutes(10));
    List<String> all = IntStream.range(1000, 1100).mapToObj(i -> i + ".body.sign").toList();
    all.forEach(few::verify);
    few.cleanUp();
    assertThat(all.stream().filter(each -> few.find("Bearer " + each) != null).count())
        .isBetween(1L, 10L);
  }
}
