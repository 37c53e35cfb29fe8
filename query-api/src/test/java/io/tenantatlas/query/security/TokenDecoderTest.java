package io.tenantatlas.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Real tokens, really verified. */
class TokenDecoderTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final BigInteger ORDER = Curve.P_256.toECParameterSpec().getOrder();

  private final SettableClock clock = new SettableClock(NOON);
  private final ECKey key;
  private final JwtDecoder decoder;

  TokenDecoderTest() throws JOSEException {
    key = new ECKeyGenerator(Curve.P_256).keyID("known").generate();
    decoder =
        new TokenDecoder("me", "you", Set.of(JWSAlgorithm.ES256), Duration.ofSeconds(30))
            .with(new ImmutableJWKSet<>(new JWKSet(key)), clock);
  }

  private String token(@Nullable String type) throws JOSEException {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .keyID("known")
            .type(type == null ? null : new JOSEObjectType(type))
            .build();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer("me")
            .audience("you")
            .expirationTime(Date.from(NOON.plusSeconds(60)))
            .build();
    var token = new SignedJWT(header, claims);
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "JWT",
        "jwt",
        "at+jwt",
        "AT+JWT",
        "application/jwt",
        "application/at+jwt",
        "Application/AT+jwt"
      })
  void aTokenMayBeOfTheseTypes(@Nullable String type) throws JOSEException {
    assertThat(decoder.decode(token(type)).getExpiresAt()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "JOSE",
        "id+jwt",
        "logout+jwt",
        "dpop+jwt",
        "at+jwt ",
        "application/",
        "application/application/jwt",
        "text/jwt",
        "/jwt"
      })
  void aTokenOfAnotherTypeIsRefused(String type) throws JOSEException {
    String token = token(type);
    assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(JwtException.class);
  }

  /** Of each ECDSA signature (r, s) there is the other one (r, n - s), and it is right too. */
  @Test
  void theOtherSignatureOfATokenTakesItsPlace() throws JOSEException {
    var tokens = new VerifiedTokens(decoder, clock, 1 << 20, Duration.ofMinutes(10));
    String token = token("JWT");
    int dot = token.lastIndexOf('.') + 1;
    byte[] signature = new Base64URL(token.substring(dot)).decode();
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    byte[] other = ORDER.subtract(s).toByteArray();
    Arrays.fill(signature, 32, 64, (byte) 0);
    int length = Math.min(other.length, 32);
    System.arraycopy(other, other.length - length, signature, 64 - length, length);
    String twin = token.substring(0, dot) + Base64URL.encode(signature);

    Actor actor = tokens.verify(token);
    assertThat(tokens.verify(twin)).isEqualTo(actor);
    assertThat(tokens.find("Bearer " + twin)).isNotNull();
    assertThat(tokens.find("Bearer " + token)).isNull();
  }

  @Test
  void aTokenCannotBeWrittenInAnotherWay() throws JOSEException {
    var tokens = new VerifiedTokens(decoder, clock, 1 << 20, Duration.ofMinutes(10));
    String token = token("JWT");
    tokens.verify(token);
    for (String end : new String[] {"=", "==", "====", " ", "\n", "*"}) {
      assertThatThrownBy(() -> tokens.verify(token + end))
          .isInstanceOf(InvalidBearerTokenException.class);
    }
    char last = token.charAt(token.length() - 1); // 64 bytes leave four bits
    String longer = token.substring(0, token.length() - 1) + (char) (last + 1);
    assertThat(decoder.decode(longer)).isNotNull();
    assertThatThrownBy(() -> tokens.verify(longer)).isInstanceOf(InvalidBearerTokenException.class);
  }
}
