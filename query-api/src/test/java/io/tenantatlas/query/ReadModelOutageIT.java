package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The query API before the projector has begun, and without its database. */
@Timeout(120)
class ReadModelOutageIT {

  @Test
  void aReadModelThatComesAndGoesNeverNeedsARestart() throws IOException, SQLException {
    try (var database = ReadModelDatabase.start();
        var api = new RunningQueryApi(database.url())) {
      assertThatIsNotReady(api);
      database.migrate();
      assertThatIsNotReady(api);

      database.putPartition(0, "0/1", "2026-11-21T20:00:00Z", true);
      database.putPartition(1, "0/1", "2026-11-21T20:00:00Z", true);
      database.putDocument(1, "kpi", 1, "2026-11-21T20:00:00Z", "{\"dashboard\":{}}");
      assertThat(api.get("/api/v1/tenants/1/kpis").statusCode()).isEqualTo(200);
      assertThat(api.get("/readyz").statusCode()).isEqualTo(200);

      database.stop();
      assertThatIsUnavailable(api, "/api/v1/tenants/1/kpis");
      assertThatIsUnavailable(api, "/api/v1/status");
      assertThat(api.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(api.get("/livez").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void itStartsWhileTheDatabaseIsDown() {
    try (var api = new RunningQueryApi("jdbc:postgresql://127.0.0.1:1/read_model")) {
      assertThatIsUnavailable(api, "/api/v1/tenants/1/kpis");
      assertThat(api.get("/livez").statusCode()).isEqualTo(200);
    }
  }

  private static void assertThatIsNotReady(RunningQueryApi api) {
    assertThatIsProblem(api.get("/api/v1/tenants/1/kpis"), 503, "not-ready");
    assertThat(api.get("/api/v1/status").body())
        .isEqualTo(
            """
            {"ready":false,"partitions":[],"lag_ms":null,\
            "snapshot":{"rows_applied":0,"rows_expected":0}}""");
    assertThat(api.get("/readyz").statusCode()).isEqualTo(503);
  }

  private static void assertThatIsUnavailable(RunningQueryApi api, String path) {
    var answer = api.get(path);
    assertThatIsProblem(answer, 503, "read-model-unavailable");
    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
  }
}
