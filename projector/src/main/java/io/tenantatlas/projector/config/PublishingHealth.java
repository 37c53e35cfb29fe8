package io.tenantatlas.projector.config;

import io.tenantatlas.projector.pipeline.OwnedPartitions;
import io.tenantatlas.projector.pipeline.PipelineStatus;
import io.tenantatlas.projector.pipeline.PipelineStatus.Part;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Readiness: out of service while what was committed cannot be published, or waits for long.
 *
 * @param progressTimeout how long a change may wait
 */
record PublishingHealth(PipelineStatus status, OwnedPartitions owned, Duration progressTimeout)
    implements HealthIndicator {

  @Override
  public Health health() {
    PipelineStatus.Failure failure = status.failure(Part.PUBLISHING);
    if (failure != null) {
      return Verdict.outOfService(failure.reason(), failure.since());
    }
    List<Integer> waiting = owned.waiting(progressTimeout);
    return waiting.isEmpty()
        ? Verdict.up()
        : Verdict.outOfService(
            "changes wait to be published in " + PipelineHealth.names(waiting),
            PipelineHealth.first(owned, waiting, owned::waitingSince));
  }
}
