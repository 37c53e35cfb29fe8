package io.tenantatlas.projector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link ReadModel} promises of the states of tenants. */
abstract class TenantsContract extends ReadModelContract {

  /** A counter's name may end in what is stored in the source. */
  private static final String ANY_VALUE = "values:findings.status= Läuft=\"so\" \\ \n '{}' 😀 ";

  @Test
  void tenantStatesComeBackAsTheyWereSaved() {
    Map<String, Long> sums =
        Map.of("dashboard.drift", 3L, "huge", Long.MAX_VALUE, "less", -1L, ANY_VALUE, 2L);
    TenantState full =
        new TenantState(4, sums, true, true, Instant.parse("2026-03-01T12:00:00.123456Z"));
    TenantState empty = TenantState.empty(8);
    in(0, t -> t.saveTenants(List.of(full, empty)));
    in(0, t -> assertThat(t.tenants(List.of(4L, 8L, 12L))).isEqualTo(Map.of(4L, full, 8L, empty)));
    TenantState later = new TenantState(4, Map.of("less", 1L), false, false, null);
    in(0, t -> t.saveTenants(List.of(later)));
    in(0, t -> assertThat(t.tenants(List.of(4L))).isEqualTo(Map.of(4L, later)));
  }

  @Test
  void dirtyTenantsComeInTheOrderOfTheirIds() {
    in(
        0,
        t ->
            t.saveTenants(
                List.of(
                    new TenantState(12, Map.of(), false, true, null),
                    new TenantState(8, Map.of(), false, false, null),
                    new TenantState(4, Map.of(), true, true, null))));
    in(1, t -> t.saveTenants(List.of(new TenantState(5, Map.of(), false, true, null))));
    in(0, t -> assertThat(t.dirtyTenants()).containsExactly(4L, 12L));
    in(1, t -> assertThat(t.dirtyTenants()).containsExactly(5L));
  }

  @Test
  void aTenantIsDueOnceItsDeadlineHasPassedAndNotAtIt() {
    in(
        0,
        t ->
            t.saveTenants(
                List.of(
                    new TenantState(12, Map.of(), false, false, NOON),
                    new TenantState(8, Map.of(), false, false, null),
                    new TenantState(4, Map.of(), false, false, NOON.minusNanos(1000)))));
    in(1, t -> t.saveTenants(List.of(new TenantState(5, Map.of(), false, false, NOON))));
    in(
        0,
        t -> {
          assertThat(t.dueTenants(NOON)).containsExactly(4L);
          assertThat(t.dueTenants(NOON.plusNanos(1000))).containsExactly(4L, 12L);
        });
  }

  @Test
  void theFirstDeadlineIsTheEarliestOfThePartitionsTenants() {
    in(0, t -> assertThat(t.firstDeadline()).isNull());
    in(
        0,
        t -> {
          t.saveTenants(
              List.of(
                  new TenantState(12, Map.of(), false, false, NOON),
                  new TenantState(8, Map.of(), false, false, null)));
          assertThat(t.firstDeadline()).isEqualTo(NOON);
        });
    in(
        1,
        t ->
            t.saveTenants(
                List.of(new TenantState(5, Map.of(), false, false, NOON.minusNanos(1000)))));
    in(0, t -> assertThat(t.firstDeadline()).isEqualTo(NOON));
  }
}
