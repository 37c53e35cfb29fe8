package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** With TLS as it was asked for, or not at all. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class SecureConnectionsIT {

  private static final String SESSIONS =
      "pg_stat_activity join pg_stat_ssl using (pid) where usename = 'query_api'";

  private static final String READ_MODEL = "The read model cannot be read: ";

  private final Path directory;

  SecureConnectionsIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private static Map<String, String> withTls(TestCertificate server) {
    return Map.of(
        "ssl", "on",
        "ssl_cert_file", server.certificate().toString(),
        "ssl_key_file", server.key().toString());
  }

  /** Parameters of the URL. */
  private static String verified(TestCertificate authority) {
    return "?sslmode=verify-full&sslrootcert=" + authority.certificate();
  }

  @Test
  void aReadModelIsReadWithTlsWhenItIsTheOneThatIsTrusted(CapturedOutput log) throws Exception {
    TestCertificate server = TestCertificate.make(directory, "server");
    TestCertificate stranger = TestCertificate.make(directory, "stranger");
    try (var database = ReadModelDatabase.start(withTls(server))) {
      database.migrate();
      database.putPartition(0, "0/1", "2026-11-21T20:00:00Z", true);
      database.putPartition(1, "0/1", "2026-11-21T20:00:00Z", true);
      try (var api = new RunningQueryApi(database.url() + verified(server))) {
        assertThat(api.getOpenly("/readyz").statusCode()).isEqualTo(200);
        assertThat(database.count(SESSIONS + " and ssl")).isPositive();
        assertThat(database.count(SESSIONS + " and not ssl")).isZero();
        assertThat(setting(api, "default_transaction_read_only")).isEqualTo("on");
        assertThat(setting(api, "statement_timeout")).isEqualTo("5s");
        assertThat(api.getManagement("/actuator/prometheus").body())
            .contains("hikaricp_connections_max{pool=\"query-api\"} 10.0");
      }
      assertThatRefused(database, database.url() + verified(stranger), log, "SSL error: ");
      assertThatRefused(
          database, database.url("localhost") + verified(server), log, "The hostname localhost ");
    }
  }

  private static String setting(RunningQueryApi api, String name) throws Exception {
    try (var connection = api.context().getBean(HikariDataSource.class).getConnection();
        var statement = connection.createStatement();
        var shown = statement.executeQuery("show " + name)) {
      shown.next();
      return shown.getString(1);
    }
  }

  private static void assertThatRefused(
      ReadModelDatabase database, String url, CapturedOutput log, String reason) {
    try (var api = new RunningQueryApi(url)) {
      await(log, READ_MODEL + reason);
      assertThat(api.getOpenly("/readyz").statusCode()).isEqualTo(503);
      assertThat(api.getManagement("/actuator/health").body())
          .contains("the database cannot be connected to with TLS as demanded");
      assertThat(database.count(SESSIONS)).isZero();
      assertThat(log).doesNotContain("ERROR");
    }
  }

  /** Neither a database nor a broker that cannot do it gets a word in the clear. */
  @Test
  void whoCannotDoTlsIsToldNothing(CapturedOutput log) throws Exception {
    try (var database = ReadModelDatabase.start();
        var broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var api =
            new RunningQueryApi(
                database.url() + "?sslmode=require",
                "--spring.kafka.bootstrap-servers=127.0.0.1:" + broker.getLocalPort(),
                "--spring.kafka.security.protocol=SSL",
                "--spring.kafka.properties[default.api.timeout.ms]=1000")) {
      for (int i = 0; i < 3; i++) {
        try (Socket connection = broker.accept()) {
          assertThat(connection.getInputStream().read()).as("of a TLS handshake").isEqualTo(0x16);
        }
      }
      await(log, READ_MODEL + "The server does not support SSL");
      await(log, "The topics of Kafka at 127.0.0.1:" + broker.getLocalPort() + " cannot be read: ");
      assertThat(database.count(SESSIONS)).isZero();
      assertThat(api.getOpenly("/livez").statusCode()).isEqualTo(200);
      assertThat(log).doesNotContain("\tat ");
    }
  }

  private static void await(CapturedOutput log, String text) {
    while (!log.getAll().contains(text)) {
      Thread.onSpinWait();
    }
  }
}
