package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.source.SourceDatabase;
import io.tenantatlas.projector.source.SourceSettings;
import io.tenantatlas.projector.source.VanishingNetwork;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to the source on which nothing comes any more, although they are open. */
@Timeout(180)
class DeadConnectionIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final SourceDatabase source = SourceDatabase.start("logical");
  private final String schema = source.schema();
  private final SourceSettings direct = source.settings(schema);
  private final VanishingNetwork network;
  private final CapturedSource captured;

  DeadConnectionIT() throws IOException {
    network = new VanishingNetwork(direct.port());
    captured =
        new CapturedSource(
            source.jdbc(),
            new SourceSettings(
                "jdbc:postgresql://127.0.0.1:" + network.port() + "/" + direct.database(),
                schema,
                direct.username(),
                direct.password(),
                TIMEOUT),
            schema,
            TIMEOUT);
  }

  @BeforeEach
  void start() {
    captured.sql(
        "insert into findings (id, tenant_id) select n, n % 9 from generate_series(1, 50) n");
    captured.start().isExact();
  }

  @AfterEach
  void stop() throws IOException {
    captured.close();
    network.close();
    source.close();
  }

  @Test
  void areNoticedAndReplaced() {
    long generation = captured.state().generation();
    for (int time = 1; time <= 2; time++) {
      network.vanish();
      captured.sql(
          "update findings set status = 'time " + time + "' where id < 9",
          "delete from findings where id = " + (40 + time));
      captured.isExact();
    }
    assertThat(captured.failures).isNotEmpty();
    assertThat(captured.state().generation()).as("nothing is read again").isEqualTo(generation);
  }
}
