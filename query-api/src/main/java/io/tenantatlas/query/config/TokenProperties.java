package io.tenantatlas.query.config;

import com.nimbusds.jose.JWSAlgorithm;
import io.tenantatlas.query.security.IssuerKeys;
import io.tenantatlas.query.security.PublishedKeys;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Whose tokens are accepted, and how. A value that is not allowed is refused at the start, by name.
 *
 * @param issuer as it stands in tokens; without {@code jwkSetUri} also where its metadata are
 * @param audience that tokens must be for
 * @param jwkSetUri where the issuer's keys are; null if its metadata tell
 * @param algorithms of signatures; asymmetric ones only
 * @param clockSkew by which the issuer's clock may be off
 * @param cachedMaxSize of the verified tokens that are remembered
 * @param maxCachedTime for which one is remembered; less if it expires earlier
 */
@ConfigurationProperties("atlas.query-api.token")
public record TokenProperties(
    @DefaultValue("") String issuer,
    @DefaultValue("") String audience,
    @Nullable URI jwkSetUri,
    @DefaultValue({"RS256", "ES256"}) Set<String> algorithms,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("32MB") DataSize cachedMaxSize,
    @DefaultValue("10m") Duration maxCachedTime,
    @DefaultValue Keys keys) {

  private static final Set<JWSAlgorithm> ASYMMETRIC =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  public TokenProperties {
    require(!issuer.isBlank(), "issuer must be given: whose tokens are accepted");
    require(!audience.isBlank(), "audience must be given: whom accepted tokens are for");
    require(
        jwkSetUri == null || PublishedKeys.isHttp(jwkSetUri),
        "jwk-set-uri must be an address of http or https");
    require(
        jwkSetUri != null || isHttp(issuer),
        "issuer must be an address of http or https, or jwk-set-uri must be given");
    require(
        !algorithms.isEmpty()
            && ASYMMETRIC.stream()
                .map(JWSAlgorithm::getName)
                .collect(Collectors.toSet())
                .containsAll(algorithms),
        "algorithms must be some of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512");
    Duration hour = Duration.ofHours(1);
    between("clock-skew", clockSkew, Duration.ZERO, Duration.ofMinutes(5));
    between("max-cached-time", maxCachedTime, Duration.ofSeconds(1), hour);
    require(
        DataSize.ofMegabytes(1).compareTo(cachedMaxSize) <= 0
            && cachedMaxSize.compareTo(DataSize.ofGigabytes(16)) <= 0,
        "cached-max-size must be from 1MB to 16GB, and is " + cachedMaxSize);
  }

  /**
   * How the issuer's keys are read.
   *
   * @param connectTimeout to the issuer
   * @param readTimeout between two bytes of its answer
   * @param totalTimeout of a whole reading: metadata and keys, all attempts
   * @param refreshAfter how old keys are when they are read again
   * @param retryAfter from a reading's end to the next, at least
   * @param outage how long keys count that cannot be read again
   */
  public record Keys(
      @DefaultValue("2s") Duration connectTimeout,
      @DefaultValue("2s") Duration readTimeout,
      @DefaultValue("5s") Duration totalTimeout,
      @DefaultValue("5m") Duration refreshAfter,
      @DefaultValue("10s") Duration retryAfter,
      @DefaultValue("1h") Duration outage) {

    public Keys {
      Duration minute = Duration.ofMinutes(1);
      Duration day = Duration.ofDays(1);
      between("keys.connect-timeout", connectTimeout, Duration.ofMillis(10), minute);
      between("keys.read-timeout", readTimeout, Duration.ofMillis(10), minute);
      between("keys.total-timeout", totalTimeout, Duration.ofMillis(10), minute);
      between("keys.refresh-after", refreshAfter, Duration.ofSeconds(1), day);
      between("keys.retry-after", retryAfter, Duration.ofMillis(10), Duration.ofHours(1));
      between("keys.outage", outage, refreshAfter, Duration.ofDays(7));
    }

    IssuerKeys.Ages ages() {
      return new IssuerKeys.Ages(refreshAfter, retryAfter, outage);
    }
  }

  Set<JWSAlgorithm> jwsAlgorithms() {
    return algorithms.stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isHttp(String address) {
    try {
      return PublishedKeys.isHttp(URI.create(address));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void between(String name, Duration value, Duration least, Duration greatest) {
    require(
        least.compareTo(value) <= 0 && value.compareTo(greatest) <= 0,
        String.format(
            Locale.ROOT,
            "%s must be from %d ms to %d ms, and is %d ms",
            name,
            least.toMillis(),
            greatest.toMillis(),
            value.toMillis()));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("atlas.query-api.token." + otherwise);
    }
  }
}
