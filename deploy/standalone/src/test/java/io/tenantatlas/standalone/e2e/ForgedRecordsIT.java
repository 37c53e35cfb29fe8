package io.tenantatlas.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.StandaloneInProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever writes to the change topics, and whatever: what is served is what the read model has. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class ForgedRecordsIT {

  private static final int PARTITIONS = 4;
  private static final long TENANT = 7;

  private final StandaloneInProcess standalone;
  private final ApiClient client;
  private final KafkaProducer<byte[], byte[]> forger;

  ForgedRecordsIT(@TempDir Path directory) throws SQLException {
    standalone = new StandaloneInProcess(directory);
    client = new ApiClient(standalone.address());
    forger =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", standalone.kafka(), "compression.type", "gzip"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  void stop() {
    forger.close();
    standalone.close();
  }

  @Test
  void areNeverServedAndHoldNothingUp() throws Exception {
    try (Connection source = standalone.source();
        Statement statement = source.createStatement()) {
      statement.execute(Tenants.insert(TENANT));
      ApiClient.Answer before = client.kpis(TENANT, ApiClient.position(source));
      forgeAll(before.version());
      for (int round = 1; round <= 20; round++) {
        assertThat(client.kpis(TENANT).body()).doesNotContain("forged");
        forgeAll(before.version() + round);
        statement.execute(
            String.format(
                Locale.ROOT,
                "insert into findings (tenant_id, scope_key, severity, status, created_at,"
                    + " updated_at) values (%d, 'scope', 'low', 'new', now(), now())",
                TENANT));
        ApiClient.Answer after = client.kpis(TENANT, ApiClient.position(source));
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.content().at("/dashboard/drift/open_findings/total").asInt())
            .isEqualTo(round);
        assertThat(after.at()).isBefore("2099-01-01T00:00:00Z");
      }
    }
  }

  /** Records that seem right but for one thing, and such as are nothing at all. */
  private void forgeAll(long version) {
    int own = (int) (TENANT % PARTITIONS);
    for (String topic : new String[] {"atlas.kpi.v1", "atlas.badge.v1"}) {
      forge(topic, own, TENANT, version, document(TENANT, version));
      forge(topic, own, TENANT, version + 1, document(TENANT, version + 1));
      forge(topic, own, TENANT, 1_000_000, document(TENANT, 1_000_000));
      forge(topic, (own + 1) % PARTITIONS, TENANT, 1_000_000, document(TENANT, 1_000_000));
      forge(topic, own, TENANT, version, document(TENANT + PARTITIONS, version));
      forge(topic, own, TENANT, version, null);
      forge(topic, own, TENANT, version, "{");
      forge(topic, own, TENANT, version, " ".repeat(900_000));
      for (long tenant = 1000; tenant < 1200; tenant++) {
        forge(topic, own, tenant, 1, document(tenant, 1));
      }
    }
    forger.flush();
  }

  private static String document(long tenant, long version) {
    return String.format(
        Locale.ROOT,
        "{\"tenant_id\":%d,\"version\":%d,\"changed_at\":\"2026-11-21T20:00:00.000Z\","
            + "\"dashboard\":\"forged\",\"changed\":[{\"path\":\"$\"}]}",
        tenant,
        version);
  }

  private void forge(
      String topic, int partition, long tenant, long version, @Nullable String value) {
    var record =
        new ProducerRecord<>(
            topic,
            partition,
            Long.toString(tenant).getBytes(UTF_8),
            value == null ? null : value.getBytes(UTF_8));
    Map.of(
            "ce_id", tenant + ":" + version,
            "ce_time", "2026-11-21T20:00:00.000Z",
            "ce_sourcelsn", "FFFF/0",
            "ce_sourceat", "2099-01-01T00:00:00.000Z",
            "ce_asof", "2099-01-01T00:00:00.000Z")
        .forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    var unused = forger.send(record);
  }
}
