package io.tenantatlas.standalone.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Forty days of what demo tenants did: all of it decided by the random numbers and the instant it
 * ends at.
 */
final class DemoHistory {
  private static final Duration LENGTH = Duration.ofDays(40);
  private static final Duration TENANT_AGE = Duration.ofDays(90);
  private static final Duration ARCHIVED_SINCE = Duration.ofDays(12);
  private static final Duration UNSCANNED_SINCE = Duration.ofDays(9);

  private final Random random;
  private final Instant end;
  private final int tenants;

  DemoHistory(Random random, Instant end, int tenants) {
    this.random = random;
    this.end = end;
    this.tenants = tenants;
  }

  /** Inserts for empty tables, rows of one table beside each other. */
  List<SqlCommand> commands() {
    List<SqlCommand> commands = new ArrayList<>();
    for (int position = 0; position < tenants; position++) {
      commands.add(tenant(position));
    }
    commands.add(
        SqlCommand.of(
            "do $$ begin perform setval(pg_get_serial_sequence('tenants', 'id'), (select max(id)"
                + " from tenants)); end $$"));
    for (int position = 0; position < tenants; position++) {
      TenantProfile profile = TenantProfile.of(position, tenants);
      long id = position + 1L;
      addRuns(commands, id, profile);
      addItems(commands, id, profile);
      addSmallTables(commands, id, profile);
    }
    return commands;
  }

  private SqlCommand tenant(int position) {
    TenantProfile profile = TenantProfile.of(position, tenants);
    String status = "active";
    if (profile == TenantProfile.ARCHIVED) {
      status = "archived";
    } else if (profile == TenantProfile.QUIET && position % 2 == 0) {
      status = Picks.one(random, List.of("onboarding", "pending", "suspended", "error"));
    }
    return SourceRows.tenant(
        position + 1L,
        Picks.tenantName(position),
        status,
        position == 0,
        end.minus(TENANT_AGE).plusSeconds(position));
  }

  private void addRuns(List<SqlCommand> commands, long tenant, TenantProfile profile) {
    int runs = amount(160, profile);
    for (int i = 0; i < runs; i++) {
      commands.add(run(tenant, Picks.operationType(random), instant(profile)));
    }
    for (int i = amount(12, profile); i > 0; i--) {
      Instant at = instant(profile);
      boolean late = at.isAfter(end.minus(UNSCANNED_SINCE));
      commands.add(
          run(
              tenant,
              Picks.scanType(random),
              profile == TenantProfile.UNSCANNED && late ? at.minus(UNSCANNED_SINCE) : at));
    }
  }

  private SqlCommand run(long tenant, String type, Instant createdAt) {
    Instant startedAt = createdAt.plusMillis(random.nextInt(500, 20_000));
    Instant completedAt = startedAt.plusMillis(random.nextInt(1_000, 240_000));
    return SourceRows.completedRun(
        random, tenant, type, Picks.outcome(random), createdAt, startedAt, completedAt);
  }

  private void addItems(List<SqlCommand> commands, long tenant, TenantProfile profile) {
    List<String> known = new ArrayList<>();
    for (int i = amount(90, profile); i > 0; i--) {
      String type = Picks.one(random, Picks.ITEM_TYPES);
      String externalId = Picks.graphId(random);
      String name = Picks.policyName(random);
      String payload = Payloads.policy(random, tenant, type, externalId, name, known);
      commands.add(SourceRows.item(tenant, externalId, type, name, payload, instant(profile)));
      known.add(externalId);
    }
  }

  private void addSmallTables(List<SqlCommand> commands, long tenant, TenantProfile profile) {
    for (int i = amount(60, profile); i > 0; i--) {
      Instant at = instant(profile);
      commands.add(SourceRows.finding(random, tenant, Picks.findingStatus(random), at, at));
    }
    for (int i = amount(50, profile); i > 0; i--) {
      Instant at = instant(profile);
      commands.add(
          SourceRows.sync(
              random,
              tenant,
              Picks.syncResult(random),
              at,
              at.plusSeconds(random.nextInt(5, 200)),
              at));
    }
    for (int i = amount(30, profile); i > 0; i--) {
      Instant at = instant(profile);
      commands.add(
          SourceRows.backupRun(
              tenant, Picks.syncResult(random), at, at.plusSeconds(random.nextInt(20, 600)), at));
    }
    for (int i = amount(20, profile); i > 0; i--) {
      Instant at = instant(profile);
      String status = Picks.weighted(random, "succeeded", 85, "partial", 8, "failed", 7);
      commands.add(
          SourceRows.groupSync(
              tenant,
              status,
              Picks.chance(random, 0.05),
              at,
              at.plusSeconds(random.nextInt(5, 90)),
              at));
    }
    for (int i = amount(8, profile); i > 0; i--) {
      Instant at = instant(profile);
      String status =
          Picks.weighted(
              random, "completed", 60, "previewed", 15, "draft", 10, "partial", 8, "failed", 7);
      boolean ran = !status.equals("draft") && !status.equals("previewed");
      commands.add(
          SourceRows.restoreRun(
              tenant,
              status,
              ran ? at.plusSeconds(40) : null,
              ran ? at.plusSeconds(300) : null,
              at));
    }
    if (profile != TenantProfile.EMPTY) {
      Instant at = end.minus(TENANT_AGE);
      commands.add(
          SourceRows.onboardingSession(
              tenant, profile == TenantProfile.QUIET ? null : at.plusSeconds(3_600), at));
    }
  }

  /** At least one, except where nothing happens at all. */
  private int amount(int ofBusyTenant, TenantProfile profile) {
    int amount = (int) Math.ceil(ofBusyTenant * profile.history);
    return amount == 0 ? 0 : amount + random.nextInt(amount / 4 + 1);
  }

  private Instant instant(TenantProfile profile) {
    Instant last =
        profile == TenantProfile.ARCHIVED ? end.minus(ARCHIVED_SINCE) : end.minusSeconds(300);
    long seconds = Duration.between(end.minus(LENGTH), last).toSeconds();
    return last.minusMillis((long) (random.nextDouble() * seconds * 1_000));
  }
}
