package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.assertThatIsProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The query API before the projector has begun, and without its database. */
@Timeout(120)
class ReadModelOutageIT {

  @Test
  void aReadModelThatComesAndGoesNeverNeedsARestart() throws IOException, SQLException {
    try (var database = ReadModelDatabase.start();
        var api = new RunningQueryApi(database.url())) {
      database.onWrite(api::refresh);
      assertThatIsNotReady(api);
      database.migrate();
      assertThatIsNotReady(api);

      database.putPartition(0, "0/1", "2026-11-21T20:00:00Z", true);
      database.putPartition(1, "0/1", "2026-11-21T20:00:00Z", true);
      database.putDocument(1, "kpi", 1, "2026-11-21T20:00:00Z", "{\"dashboard\":{}}");
      assertThat(api.get("/api/v1/tenants/1/kpis").statusCode()).isEqualTo(200);
      assertThat(api.getOpenly("/readyz").statusCode()).isEqualTo(200);

      database.stop();
      assertThat(api.get("/api/v1/tenants/1/kpis").statusCode()).isEqualTo(200); // in memory
      assertThatIsUnavailable(api, "/api/v1/tenants/1/badges");
      assertThatIsUnavailable(api, "/api/v1/status");
      assertThat(api.getOpenly("/readyz").statusCode()).isEqualTo(503);
      assertThat(api.getOpenly("/livez").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void itStartsWhileTheDatabaseIsDown() {
    try (var api = new RunningQueryApi("jdbc:postgresql://127.0.0.1:1/read_model")) {
      assertThatIsUnavailable(api, "/api/v1/tenants/1/kpis");
      assertThat(api.getOpenly("/livez").statusCode()).isEqualTo(200);
    }
  }

  private static void assertThatIsNotReady(RunningQueryApi api) {
    for (String path : List.of("tenants/1/kpis", "tenants/1/inventory/x/links", "badges")) {
      assertThatIsProblem(api.get("/api/v1/" + path), 503, "not-ready");
    }
    assertThat(api.get("/api/v1/status").body())
        .isEqualTo(
            """
            {"ready":false,"partitions":[],"lag_ms":null,\
            "snapshot":{"rows_applied":0,"rows_expected":0},\
            "source":{"state":null,"reason":null,"since":null,"history":null}}""");
    assertThat(api.getOpenly("/readyz").statusCode()).isEqualTo(503);
  }

  private static void assertThatIsUnavailable(RunningQueryApi api, String path) {
    var answer = api.get(path);
    assertThatIsProblem(answer, 503, "read-model-unavailable");
    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
  }
}
