package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import io.tenantatlas.query.security.PublishedKeys;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an issuer's keys are found. */
class PublishedKeysIT {

  private static final String OPENID = "/realm/.well-known/openid-configuration";

  private final TestIssuer issuer = new TestIssuer();

  @AfterEach
  void stop() {
    issuer.close();
  }

  private JWKSet read(@Nullable String keySet) throws Exception {
    Duration second = Duration.ofSeconds(1);
    URI address = keySet == null ? null : URI.create(keySet);
    return new PublishedKeys(issuer.name(), address, second, second).read();
  }

  private void putMetadata(String path, String name, String keySet) {
    issuer.put(path, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(name, keySet));
  }

  @Test
  void theyAreWhereTheSettingSays() throws Exception {
    JWKSet keys = read(issuer.keySetAddress());
    assertThat(keys.getKeyByKeyId("known")).isNotNull();
    assertThat(issuer.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPENID, "/.well-known/oauth-authorization-server/realm"})
  void elseTheyAreWhereTheIssuersMetadataSay(String metadata) throws Exception {
    putMetadata(metadata, issuer.name(), issuer.keySetAddress());
    assertThat(read(null).getKeyByKeyId("known")).isNotNull();
  }

  @Test
  void metadataOfAnotherIssuerAreNotBelieved() {
    putMetadata(OPENID, issuer.name() + "/", issuer.keySetAddress());
    assertThatThrownBy(() -> read(null)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/hostname", "ftp://127.0.0.1/keys", "keys", "http:keys"})
  void keysAreReadOverHttpOnly(String address) {
    putMetadata(OPENID, issuer.name(), address);
    assertThatThrownBy(() -> read(null)).isInstanceOf(IOException.class);
  }

  @Test
  void aKeySetWithoutEndIsNotReadToItsEnd() {
    issuer.put("/realm/keys", "{\"keys\":[],\"more\":\"" + "x".repeat(1_000_000) + "\"}");
    assertThatThrownBy(() -> read(issuer.keySetAddress())).isInstanceOf(IOException.class);
  }
}
