package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class TokenPropertiesTest {

  private static Map<String, String> with(Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(Map.of("issuer", "https://issuer.invalid", "audience", "tenantatlas"));
    all.putAll(settings);
    return all;
  }

  private static TokenProperties bound(Map<String, String> settings) {
    return BoundSettings.of(TokenProperties.class, with(settings));
  }

  @Test
  void theDefaultsAreThoseOfTheDocs() {
    TokenProperties settings = bound(Map.of());
    assertThat(settings.jwkSetUri()).isNull();
    assertThat(settings.jwsAlgorithms())
        .containsExactlyInAnyOrder(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
    assertThat(settings.clockSkew()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.cachedMaxSize()).isEqualTo(DataSize.ofMegabytes(32));
    assertThat(settings.maxCachedTime()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.keys())
        .isEqualTo(
            new TokenProperties.Keys(
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofHours(1)));
  }

  @Test
  void anIssuerWithoutAddressNeedsThatOfItsKeys() {
    assertThat(bound(Map.of("issuer", "me", "jwk-set-uri", "http://localhost/keys")).issuer())
        .isEqualTo("me");
  }

  @ParameterizedTest
  @CsvSource({
    "issuer, ''",
    "issuer, me",
    "issuer, file:///keys",
    "audience, ' '",
    "jwk-set-uri, file:///keys",
    "jwk-set-uri, keys",
    "algorithms, none",
    "algorithms, HS256",
    "algorithms, 'RS256,HS512'",
    "algorithms, rs256",
    "clock-skew, -1s",
    "clock-skew, 6m",
    "cached-max-size, 1KB",
    "cached-max-size, 17GB",
    "max-cached-time, 0s",
    "max-cached-time, 2h",
    "keys.connect-timeout, 0s",
    "keys.read-timeout, 2m",
    "keys.total-timeout, 0s",
    "keys.total-timeout, 2m",
    "keys.refresh-after, 0s",
    "keys.retry-after, 0s",
    "keys.outage, 1m"
  })
  void aValueThatIsNotAllowedIsRefusedByName(String name, String value) {
    assertThat(BoundSettings.refusal(TokenProperties.class, with(Map.of(name, value))))
        .startsWith("atlas.query-api.token." + name + " must ");
  }
}
