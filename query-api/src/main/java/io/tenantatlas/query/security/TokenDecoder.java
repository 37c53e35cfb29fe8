package io.tenantatlas.query.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * What makes a token right: signed with one of the issuer's keys by one of the allowed algorithms,
 * made by the issuer for the audience, begun, and not expired. A token must say when it expires.
 *
 * @param algorithms all of them asymmetric
 * @param clockSkew by which the issuer's clock may be off
 */
public record TokenDecoder(
    String issuer, String audience, Set<JWSAlgorithm> algorithms, Duration clockSkew) {

  /** Of an access token that says so (RFC 9068). Most issuers say JWT, or nothing. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

  private static final String APPLICATION = "application/";

  public JwtDecoder with(JWKSource<SecurityContext> keys, Clock clock) {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier((type, context) -> require(type));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
    processor.setJWTClaimsSetVerifier((claims, context) -> {}); // the validators below do
    var decoder = new NimbusJwtDecoder(processor);
    var time = new JwtTimestampValidator(clockSkew);
    time.setAllowEmptyExpiryClaim(false);
    time.setClock(clock);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtIssuerValidator(issuer), new JwtAudienceValidator(audience), time));
    return decoder;
  }

  /** A media type: letter case means nothing, and what it begins with may be left out. */
  private static void require(@Nullable JOSEObjectType type) throws BadJOSEException {
    String name = type == null ? "jwt" : type.getType().toLowerCase(Locale.ROOT);
    if (!TYPES.contains(
        name.startsWith(APPLICATION) ? name.substring(APPLICATION.length()) : name)) {
      throw new BadJOSEException("The token is of another type");
    }
  }
}
