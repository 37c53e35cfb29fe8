package io.tenantatlas.query;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An issuer of tokens with its keys and metadata over HTTP, on a free port. */
final class TestIssuer implements AutoCloseable {

  static final String AUDIENCE = "tenantatlas";

  private final HttpServer server;
  private final ECKey key = newKey("known");
  private final Map<String, String> documents = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean dripping;

  TestIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          if (dripping) {
            drip(exchange);
            return;
          }
          String document = documents.get(exchange.getRequestURI().getPath());
          byte[] body = (document == null ? "" : document).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(document == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    publish(key);
  }

  /** Blanks, of which JSON may have any number, without an end: each comes in time. */
  private static void drip(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (exchange;
        var body = exchange.getResponseBody()) {
      while (true) {
        body.write(' ');
        body.flush();
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  /** From now on each answer comes slowly and does not end; or no longer so. */
  void drip(boolean on) {
    dripping = on;
  }

  static ECKey newKey(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The issuer as it stands in tokens. */
  String name() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
  }

  String keySetAddress() {
    return name() + "/keys";
  }

  /** The settings of a query API that trusts it. */
  String[] settings() {
    return new String[] {
      "--atlas.query-api.token.issuer=" + name(),
      "--atlas.query-api.token.audience=" + AUDIENCE,
      "--atlas.query-api.token.jwk-set-uri=" + keySetAddress()
    };
  }

  ECKey key() {
    return key;
  }

  void publish(JWK... keys) {
    put("/realm/keys", new JWKSet(List.of(keys)).toString());
  }

  /** Serves a document at a path; null for 404. */
  void put(String path, @Nullable String document) {
    if (document == null) {
      documents.remove(path);
    } else {
      documents.put(path, document);
    }
  }

  int requests() {
    return requests.get();
  }

  /** What a token says that is right but for its claims about the actor, of which it has none. */
  JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(name())
        .audience(AUDIENCE)
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
  }

  /** A token for all tenants and workspaces. */
  String token(String scope) {
    return token("*", "*", scope);
  }

  String token(Object tenants, Object workspaces, String scope) {
    return signed(
        claims()
            .claim("tenants", tenants)
            .claim("workspaces", workspaces)
            .claim("scope", scope)
            .build());
  }

  String signed(JWTClaimsSet claims) {
    return signed(claims, key);
  }

  static String signed(JWTClaimsSet claims, ECKey key) {
    try {
      return signed(claims, JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String signed(
      JWTClaimsSet claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer) {
    var token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
