package io.tenantatlas.bench.servers;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** An issuer of tokens on the loopback address, which query APIs trust. */
public final class TokenIssuer implements AutoCloseable {

  private static final String AUDIENCE = "tenantatlas";
  private static final Duration LIFETIME = Duration.ofHours(12);

  private final ECKey key;
  private final HttpServer server;
  private final String issuer;

  private TokenIssuer(ECKey key, HttpServer server) {
    this.key = key;
    this.server = server;
    this.issuer = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Starts one with a new key. */
  public static TokenIssuer start() throws IOException {
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
      byte[] keys = new JWKSet(key).toString(true).getBytes(StandardCharsets.UTF_8);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
      server.createContext(
          "/keys",
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(200, keys.length);
              exchange.getResponseBody().write(keys);
            }
          });
      server.start();
      return new TokenIssuer(key, server);
    } catch (JOSEException e) {
      throw new IllegalStateException("no key", e);
    }
  }

  /** What a query API must be told to trust it. */
  List<String> settings() {
    return List.of(
        "--atlas.query-api.token.issuer=" + issuer,
        "--atlas.query-api.token.audience=" + AUDIENCE,
        "--atlas.query-api.token.jwk-set-uri=" + issuer + "/keys");
  }

  /** A token for everything. */
  public String token() {
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(AUDIENCE)
                .subject("bench")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .claim("tenants", "*")
                .claim("workspaces", "*")
                .claim("scope", "kpi:read operations:start operations:monitor admin")
                .build());
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("a token cannot be signed", e);
    }
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
