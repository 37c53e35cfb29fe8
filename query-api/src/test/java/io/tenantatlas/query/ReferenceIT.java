package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog of badges and the registry of surfaces. */
class ReferenceIT extends OneServer {

  private static final String CONTENT = "{\"domains\":[],\"note\":\"é 1.50\"}";

  @ParameterizedTest
  @ValueSource(strings = {"badges", "surfaces"})
  void itIsServedAsItIsAlsoBeforeAnyTenantIs(String name) throws SQLException {
    database.putReference(name, CONTENT);
    HttpResponse<String> answer = api.get("/api/v1/" + name);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(CONTENT);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "cache-control")).isEqualTo("private, no-cache");
    assertThat(header(answer, "etag")).matches("\"" + name + "-[0-9a-f]{32}\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"badges", "surfaces"})
  void itIsSentAgainOnlyWhenItsContentIsAnother(String name) throws SQLException {
    database.putReference(name, CONTENT);
    String etag = header(api.get("/api/v1/" + name), "etag");
    HttpResponse<String> again = api.get("/api/v1/" + name, "If-None-Match", "W/" + etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "etag")).isEqualTo(etag);
    assertThat(header(again, "cache-control")).isEqualTo("private, no-cache");

    database.putReference(name, CONTENT.replace("1.50", "1.5"));
    assertThat(api.get("/api/v1/" + name, "If-None-Match", etag).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"badges", "surfaces"})
  void untilItIsThereItIsNotReady(String name) throws SQLException {
    database.execute("truncate partition_progress");
    database.putPartition(0, "0/1", "2026-11-21T20:00:00Z", false);
    HttpResponse<String> refused = api.get("/api/v1/" + name);
    assertThatIsProblem(refused, 503, "not-ready");
    assertThat(header(refused, "retry-after")).isEqualTo("1");
    assertThat(refused.body()).contains("\"rows_applied\":10").contains("\"rows_expected\":50");
  }
}
