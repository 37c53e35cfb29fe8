package io.tenantatlas.standalone.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DemoWorkloadTest {
  private static final Instant NOW = Instant.parse("2026-11-21T20:00:00Z");
  private static final int TENANTS = 25;

  @Test
  void sameSeedGivesTheSameHistory() {
    assertThat(history(7)).isEqualTo(history(7)).isNotEqualTo(history(8));
  }

  @Test
  void sameSeedGivesTheSameChanges() throws SQLException {
    assertThat(changes(7)).isEqualTo(changes(7)).isNotEqualTo(changes(8));
  }

  @Test
  void historyIsAFewThousandRowsAndReachesBeyondThirtyDays() {
    List<SqlCommand> history = history(7);
    assertThat(history).hasSizeBetween(3_000, 10_000);
    assertThat(instants(history)).allMatch(at -> !at.isAfter(NOW));
    assertThat(instants(history)).anyMatch(at -> at.isBefore(NOW.minus(Duration.ofDays(35))));
    assertThat(instants(history)).anyMatch(at -> at.isAfter(NOW.minus(Duration.ofHours(2))));
  }

  @Test
  void tenantsDiffer() {
    List<TenantProfile> profiles =
        IntStream.range(0, TENANTS)
            .mapToObj(position -> TenantProfile.of(position, TENANTS))
            .toList();
    assertThat(profiles).contains(TenantProfile.values());
    assertThat(profiles).filteredOn(profile -> profile == TenantProfile.EMPTY).hasSize(1);
    assertThat(profiles).filteredOn(profile -> profile == TenantProfile.ARCHIVED).hasSize(1);
  }

  @Test
  void emptyAndArchivedTenantsDoNotChange() throws SQLException {
    List<Object> touched =
        changes(7).stream()
            .flatMap(List::stream)
            .flatMap(command -> command.parameters().stream())
            .toList();
    assertThat(touched).contains(1L, 22L).doesNotContain((long) TENANTS, TENANTS - 1L);
  }

  @Test
  void everyPayloadIsJson() throws SQLException {
    JsonMapper json = new JsonMapper();
    List<String> payloads =
        Stream.concat(history(7).stream(), changes(7).stream().flatMap(List::stream))
            .flatMap(command -> command.parameters().stream())
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .filter(text -> text.startsWith("{") || text.startsWith("["))
            .distinct()
            .toList();
    assertThat(payloads)
        .hasSizeGreaterThan(1_000)
        .allSatisfy(text -> assertThat(json.readTree(text)).isNotNull());
  }

  private static List<SqlCommand> history(long seed) {
    return new DemoHistory(new Random(seed), NOW, TENANTS).commands();
  }

  private static List<List<SqlCommand>> changes(long seed) throws SQLException {
    var writer = new RecordingWriter(TENANTS);
    var changes = new DemoChanges(new Random(seed), InstantSource.fixed(NOW), writer.tenantIds());
    for (int i = 0; i < 5_000; i++) {
      DemoWorkload.changeOnce(changes, writer);
    }
    return writer.transactions;
  }

  private static List<Instant> instants(List<SqlCommand> commands) {
    return commands.stream()
        .flatMap(command -> command.parameters().stream())
        .filter(Instant.class::isInstance)
        .map(Instant.class::cast)
        .toList();
  }
}
