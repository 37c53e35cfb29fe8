package io.tenantatlas.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

class VerifiedTokensTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final SettableClock clock = new SettableClock(NOON);
  private Instant expiresAt = NOON.plus(Duration.ofHours(1));
  private int verifications;

  private final VerifiedTokens tokens =
      new VerifiedTokens(this::decode, clock, 100, Duration.ofMinutes(10));

  /** In the place of the real decoder: the token tells what becomes of it. */
  private Jwt decode(String token) {
    verifications++;
    return switch (token) {
      case "bad" -> throw new BadJwtException("secret");
      case "unknowable" ->
          throw new JwtException("secret", new JWKSetUnavailableException("no keys"));
      default ->
          Jwt.withTokenValue(token)
              .header("alg", "ES256")
              .claim("tenants", List.of(7L))
              .expiresAt(expiresAt)
              .build();
    };
  }

  @Test
  void aTokenIsVerifiedOnce() {
    assertThat(tokens.find("Bearer good")).isNull();
    Actor actor = tokens.verify("good");
    assertThat(actor.tenants().includes(7)).isTrue();
    assertThat(tokens.verify("good")).isSameAs(actor);
    assertThat(tokens.find("Bearer good")).isSameAs(actor);
    assertThat(tokens.find("bearer good")).isSameAs(actor);
    assertThat(verifications).isEqualTo(1);
  }

  @Test
  void onlyTheVeryTokenIsFound() {
    tokens.verify("good");
    for (String other :
        List.of("good", "Bearer", "Bearer ", "Bearer goo", "Bearer good ", "Basic good")) {
      assertThat(tokens.find(other)).as(other).isNull();
    }
    assertThat(tokens.find(null)).isNull();
  }

  @Test
  void anExpiredTokenIsNotFound() {
    expiresAt = NOON.plusSeconds(2);
    tokens.verify("good");
    clock.advance(Duration.ofMillis(1999));
    assertThat(tokens.find("Bearer good")).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.find("Bearer good")).isNull();
    tokens.verify("good"); // the decoder has the say, which knows of skewed clocks
    assertThat(verifications).isEqualTo(2);
    assertThat(tokens.find("Bearer good")).isNull();
  }

  @Test
  void aTokenThatLivesLongIsVerifiedAgain() {
    tokens.verify("good");
    clock.advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(tokens.find("Bearer good")).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.find("Bearer good")).isNull();
  }

  @Test
  void aTokenThatIsNotRightIsNeverRememberedAndNotExplained() {
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> tokens.verify("bad"))
          .isInstanceOf(InvalidBearerTokenException.class)
          .hasMessageNotContaining("secret");
      assertThat(verifications).isEqualTo(i);
    }
    assertThat(tokens.find("Bearer bad")).isNull();
  }

  @Test
  void keysThatCannotBeReadAreNotTheTokensFault() {
    assertThatThrownBy(() -> tokens.verify("unknowable"))
        .isInstanceOf(KeysUnavailableException.class);
  }
}
