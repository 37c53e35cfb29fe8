package io.tenantatlas.query.config;

import io.tenantatlas.query.store.ReadModel;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import io.tenantatlas.query.store.SourceStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * How the source is followed: up while all is well, else unknown, with the reason and since when.
 * Never down: documents stay right for the position that comes with them, so the query API can
 * serve.
 */
final class SourceHealth implements HealthIndicator {

  private static final String FOLLOWING = "following";

  private final ReadModel readModel;
  private final Looks looks;

  /**
   * @param looks know since when the read model cannot be read
   */
  SourceHealth(ReadModel readModel, Looks looks) {
    this.readModel = readModel;
    this.looks = looks;
  }

  @Override
  public Health health() {
    try {
      return health(readModel.source());
    } catch (ReadModelUnavailableException e) {
      return Health.unknown()
          .withDetail("reason", "the read model cannot be read")
          .withDetail("since", looks.since(Looks.State.UNREADABLE).toString())
          .build();
    }
  }

  private static Health health(SourceStatus source) {
    Health.Builder health = FOLLOWING.equals(source.state()) ? Health.up() : Health.unknown();
    detail(health, "state", source.state());
    detail(health, "reason", source.reason());
    detail(health, "since", source.since());
    detail(health, "history", source.history());
    return health.build();
  }

  private static void detail(Health.Builder health, String name, @Nullable Object value) {
    if (value != null) {
      health.withDetail(name, value.toString());
    }
  }
}
