package io.tenantatlas.standalone.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.embedded.EmbeddedPostgresServer;
import io.tenantatlas.standalone.embedded.TestPorts;
import io.tenantatlas.standalone.source.SourceSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoWorkloadIT {
  private static final int TENANTS = 25;

  @ParameterizedTest
  @EnumSource
  void historyAndChangesFitTheTables(SourceSchema schema, @TempDir Path home) throws SQLException {
    try (var server = new EmbeddedPostgresServer(home, TestPorts.free())) {
      server.start(List.of("tenant_atlas"));
      String url = server.jdbcUrl("tenant_atlas");
      schema.create(url, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
      schema.create(url, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
      try (var workload =
              new DemoWorkload(
                  url,
                  EmbeddedPostgresServer.USER,
                  EmbeddedPostgresServer.PASSWORD,
                  schema,
                  InstantSource.system(),
                  7);
          var writer =
              new JdbcSourceWriter(
                  url, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD, schema)) {
        assertThat(workload.seed(TENANTS)).isTrue();
        assertThat(workload.seed(TENANTS)).isFalse();
        change(writer, 1_500);
      }
      assertThat(query(url, "select count(*) from tenants")).isEqualTo(TENANTS);
      assertThat(
              query(
                  url,
                  "select min(c) from (select count(*) c from operation_runs group by status) x"))
          .as("runs are queued, running and completed")
          .isPositive();
      assertThat(query(url, "select count(*) from operation_runs where status <> 'completed'"))
          .isLessThan(100);
      assertThat(query(url, "select count(*) from findings where updated_at > created_at"))
          .isPositive();
      assertThat(query(url, "select count(*) from operation_runs where completed_at < started_at"))
          .isZero();
      assertThat(query(url, "select count(*) from operation_runs where tenant_id = " + TENANTS))
          .isZero();
    }
  }

  /** Every change that the workload knows is tried, so every statement meets the real tables. */
  private static void change(JdbcSourceWriter writer, int count) throws SQLException {
    var changes = new DemoChanges(new Random(7), InstantSource.system(), writer.tenantIds());
    for (int i = 0; i < count; i++) {
      DemoWorkload.changeOnce(changes, writer);
    }
  }

  private static long query(String url, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                url, EmbeddedPostgresServer.USER, EmbeddedPostgresServer.PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
