package io.tenantatlas.query.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An issuer's key set as it is over HTTP. Where it is may be given; else the issuer's metadata tell
 * (OpenID Connect Discovery 1.0, or RFC 8414), which are read anew with each reading of the keys.
 */
public final class PublishedKeys implements IssuerKeys.Source {

  private static final int BYTES_MAX = 256 * 1024;

  private final String issuer;
  private final @Nullable URI keySet;
  private final ResourceRetriever http;

  public PublishedKeys(
      String issuer, @Nullable URI keySet, Duration connectTimeout, Duration readTimeout) {
    this.issuer = issuer;
    this.keySet = keySet;
    this.http =
        new DefaultResourceRetriever(
            Math.toIntExact(connectTimeout.toMillis()),
            Math.toIntExact(readTimeout.toMillis()),
            BYTES_MAX);
  }

  @Override
  public JWKSet read() throws IOException, ParseException {
    return JWKSet.parse(get(keySet == null ? discovered() : keySet));
  }

  private URI discovered() throws IOException, ParseException {
    Map<String, Object> metadata = JSONObjectUtils.parse(metadata());
    if (!issuer.equals(metadata.get("issuer"))) {
      throw new IOException("The metadata at " + issuer + " are those of another issuer");
    }
    URI found = JSONObjectUtils.getURI(metadata, "jwks_uri");
    if (found == null || !isHttp(found)) {
      throw new IOException("The metadata at " + issuer + " have no jwks_uri of http or https");
    }
    return found;
  }

  private String metadata() throws IOException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    try {
      return get(URI.create(base + "/.well-known/openid-configuration"));
    } catch (IOException noOpenIdProvider) {
      URI root = URI.create(base);
      return get(root.resolve("/.well-known/oauth-authorization-server" + root.getRawPath()));
    }
  }

  private String get(URI address) throws IOException {
    return http.retrieveResource(address.toURL()).getContent();
  }

  /** Whether keys may be read from there. */
  public static boolean isHttp(URI address) {
    return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        && address.getHost() != null;
  }
}
