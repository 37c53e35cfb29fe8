package io.tenantatlas.query.config;

import com.nimbusds.jose.JWSAlgorithm;
import io.tenantatlas.query.security.IssuerKeys;
import io.tenantatlas.query.security.PublishedKeys;
import io.tenantatlas.service.settings.DataSizeRange;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

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
@Validated
@ConfigurationProperties("atlas.query-api.token")
public record TokenProperties(
    @DefaultValue("") @NotBlank(message = "must be given: whose tokens are accepted") String issuer,
    @DefaultValue("") @NotBlank(message = "must be given: whom accepted tokens are for")
        String audience,
    @Nullable URI jwkSetUri,
    @DefaultValue({"RS256", "ES256"}) @NotEmpty
        Set<@Pattern(regexp = "(RS|PS|ES)(256|384|512)", message = ALGORITHMS) String> algorithms,
    @DefaultValue("30s") @DurationMin @DurationMax(minutes = 5) Duration clockSkew,
    @DefaultValue("32MB") @DataSizeRange(min = "1MB", max = "16GB") DataSize cachedMaxSize,
    @DefaultValue("10m") @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration maxCachedTime,
    @DefaultValue @Valid Keys keys) {

  private static final String ALGORITHMS =
      "must be some of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512";

  /** Keys are read by HTTP only. */
  @AssertTrue(message = "atlas.query-api.token.jwk-set-uri must be an address of http or https")
  public boolean isJwkSetUriReadable() {
    return jwkSetUri == null || PublishedKeys.isHttp(jwkSetUri);
  }

  /** Holds for two settings together. */
  @AssertTrue(
      message =
          "atlas.query-api.token.issuer must be an address of http or https, or atlas.query-api.token.jwk-set-uri must be given")
  public boolean isIssuerReadable() {
    return issuer.isBlank() || jwkSetUri != null || isHttp(issuer);
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
      @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(minutes = 1)
          Duration connectTimeout,
      @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(minutes = 1) Duration readTimeout,
      @DefaultValue("5s") @DurationMin(millis = 10) @DurationMax(minutes = 1) Duration totalTimeout,
      @DefaultValue("5m") @DurationMin(seconds = 1) @DurationMax(days = 1) Duration refreshAfter,
      @DefaultValue("10s") @DurationMin(millis = 10) @DurationMax(hours = 1) Duration retryAfter,
      @DefaultValue("1h") @DurationMax(days = 7) Duration outage) {

    /** Holds for two settings together. */
    @AssertTrue(
        message =
            "atlas.query-api.token.keys.outage must not be shorter than atlas.query-api.token.keys.refresh-after")
    public boolean isOutageLongEnough() {
      return outage.compareTo(refreshAfter) >= 0;
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
}
