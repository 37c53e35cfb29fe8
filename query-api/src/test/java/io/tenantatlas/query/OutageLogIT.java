package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the log and the health say when settings of the database and of Kafka are wrong. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class OutageLogIT {

  private static final String READ_MODEL = "The read model cannot be read: ";
  private static final String KAFKA = "The topics of Kafka at 127.0.0.1:1 cannot be read: ";

  @Test
  void eachIsSaidOnceAndThatItWorksAgainToo(CapturedOutput log) throws IOException, SQLException {
    Instant before = Instant.now();
    try (var database = ReadModelDatabase.start();
        var api =
            new RunningQueryApi(
                database.url(),
                "--spring.datasource.username=stranger",
                "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                "--spring.kafka.properties[default.api.timeout.ms]=1000",
                "--atlas.query-api.memory.kafka.retry-delay=1ms")) {
      await(log, READ_MODEL);
      await(log, KAFKA);
      for (int i = 0; i < 5; i++) {
        assertThat(api.get("/api/v1/tenants/1/kpis").statusCode()).isEqualTo(503);
      }
      var readiness = api.getOpenly("/readyz");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body()).isEqualTo("{\"status\":\"DOWN\"}");
      assertThat(api.getOpenly("/livez").body()).isEqualTo("{\"status\":\"UP\"}");
      String told = api.getManagement("/actuator/health").body();
      assertThat(told)
          .contains("\"reason\":\"the database refuses the user or the password\"")
          .doesNotContain("stranger");
      String since = JsonPath.read(told, "$.components.queryApiReadModel.details.since");
      assertThat(Instant.parse(since)).isBetween(before, Instant.now());

      database.execute("create role stranger login in role query_api");
      await(log, "The read model can be read again");
      assertThat(log).containsOnlyOnce(READ_MODEL).containsOnlyOnce(KAFKA);
      assertThat(log).contains("\"stranger\"").doesNotContain("\tat ");
    }
  }

  private static void await(CapturedOutput log, String text) {
    while (!log.getAll().contains(text)) {
      Thread.onSpinWait();
    }
  }
}
