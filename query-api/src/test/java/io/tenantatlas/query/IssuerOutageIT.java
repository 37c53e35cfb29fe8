package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The query API and an issuer that is not always there. It needs no read model. */
@Timeout(120)
class IssuerOutageIT {

  private static final String NO_READ_MODEL = "jdbc:postgresql://127.0.0.1:1/read_model";
  private static final String KEYS = "/realm/keys";

  /** Gets as far as the route, which refuses it without a read model. */
  private static final String PATH = "/api/v1/tenants/0/kpis";

  private static final Executor THREADS =
      task -> {
        var unused = Thread.startVirtualThread(task);
      };

  private static JWTClaimsSet reader(TestIssuer issuer) {
    return issuer.claims().claim("scope", "kpi:read").claim("tenants", "*").build();
  }

  private static void assertLetIn(HttpResponse<String> answer) {
    assertThatIsProblem(answer, 400, "invalid-parameter");
  }

  @Test
  void anIssuerThatIsDownIsNotTheCallersFaultAndItsNewKeysAreTrustedAtOnce() throws JOSEException {
    try (var api =
        new RunningQueryApi(NO_READ_MODEL, "--atlas.query-api.token.keys.retry-after=10ms")) {
      assertThat(api.issuer().requests()).as("at the start").isZero();
      for (String broken : new String[] {null, "", "{", "[]", "{\"keys\":1}"}) {
        api.issuer().put(KEYS, broken);
        HttpResponse<String> refused = api.get(PATH);
        assertThatIsProblem(refused, 503, "keys-unavailable");
        assertThat(header(refused, "retry-after")).isEqualTo("1");
      }
      assertThat(api.openly("GET", PATH).statusCode()).isEqualTo(401);
      assertThat(api.getBy("garbage", PATH).statusCode()).isEqualTo(401);
      assertThat(api.getOpenly("/livez").statusCode()).isEqualTo(200);

      api.issuer().publish(api.issuer().key());
      awaitNo(503, api, api.issuer().token("kpi:read"));
      assertLetIn(api.get(PATH));

      RSAKey next = new RSAKeyGenerator(2048).keyID("next").generate();
      String token =
          TestIssuer.signed(
              reader(api.issuer()), JWSAlgorithm.RS256, "next", new RSASSASigner(next));
      assertThatIsProblem(api.getBy(token, PATH), 401, "unauthorized");
      api.issuer().publish(api.issuer().key(), next);
      awaitNo(401, api, token);
      assertLetIn(api.getBy(token, PATH));
    }
  }

  /** Until the issuer may be asked again. */
  private static void awaitNo(int status, RunningQueryApi api, String token) {
    while (api.getBy(token, PATH).statusCode() == status) {
      Thread.onSpinWait();
    }
  }

  @Test
  void tokensOfUnknownKeysAreTheirHoldersFaultHoweverManyComeAndWhateverTheIssuerSays() {
    try (var api =
        new RunningQueryApi(NO_READ_MODEL, "--atlas.query-api.token.keys.retry-after=1h")) {
      assertLetIn(api.get(PATH));
      for (int i = 0; i < 50; i++) {
        String unknown = TestIssuer.signed(reader(api.issuer()), TestIssuer.newKey("unknown" + i));
        assertThatIsProblem(api.getBy(unknown, PATH), 401, "unauthorized");
        api.issuer().put(KEYS, null);
      }
      assertThat(api.issuer().requests()).isEqualTo(1);
      assertLetIn(api.getBy(api.issuer().token("kpi:read"), PATH));
    }
  }

  /** Each byte of the keys comes in time, the last one never. */
  @Test
  void anIssuerThatDripsHoldsUpNobodyForLongerThanOneReadingMayTake() {
    try (var api =
        new RunningQueryApi(
            NO_READ_MODEL,
            "--atlas.query-api.token.keys.retry-after=10ms",
            "--atlas.query-api.token.keys.total-timeout=500ms")) {
      api.issuer().drip(true);
      List<CompletableFuture<HttpResponse<String>>> all =
          IntStream.range(0, 100)
              .mapToObj(i -> TestIssuer.signed(reader(api.issuer()), TestIssuer.newKey("made" + i)))
              .map(token -> CompletableFuture.supplyAsync(() -> api.getBy(token, PATH), THREADS))
              .toList();
      all.forEach(each -> assertThatIsProblem(each.join(), 503, "keys-unavailable"));
      assertThat(api.issuer().requests()).isLessThan(20);
      api.issuer().drip(false);
      awaitNo(503, api, api.issuer().token("kpi:read"));
    }
  }
}
