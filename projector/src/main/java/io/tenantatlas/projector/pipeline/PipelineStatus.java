package io.tenantatlas.projector.pipeline;

import io.tenantatlas.service.startup.Causes;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why owning threads do not get on, for operators. A reason is logged once, and so is that it is
 * over.
 *
 * <p>Threads: any.
 */
public final class PipelineStatus {

  private static final Logger log = LoggerFactory.getLogger(PipelineStatus.class);

  private final Clock clock;
  private final Map<Who, Failure> failures = new ConcurrentHashMap<>();

  /** What of the pipeline does not get on. */
  public enum Part {
    /** Applying the change log. */
    PIPELINE,
    /** Publishing what was committed. */
    PUBLISHING
  }

  private record Who(Part part, Object who) {}

  /** Nothing has failed yet. */
  public PipelineStatus(Clock clock) {
    this.clock = clock;
  }

  /**
   * Why something does not get on.
   *
   * @param reason in one line
   * @param since when that began
   */
  public record Failure(String reason, Instant since) {}

  /** The failure of the part that began first; null when all of it gets on. */
  public @Nullable Failure failure(Part part) {
    return failures.entrySet().stream()
        .filter(failure -> failure.getKey().part == part)
        .map(Map.Entry::getValue)
        .min((one, other) -> one.since.compareTo(other.since))
        .orElse(null);
  }

  /** Notes that an owner, or what it publishes, fails. */
  void failed(Part part, Object whose, String what, Throwable failure) {
    Who who = new Who(part, whose);
    String reason = what + ": " + Causes.line(failure);
    Failure before = failures.get(who);
    boolean known = failures.values().stream().anyMatch(other -> other.reason.equals(reason));
    failures.put(who, new Failure(reason, before == null ? clock.instant() : before.since));
    if (!known) {
      log.error("{}; it is tried again and again", reason);
    }
  }

  /** Notes that an owner, or what it publishes, gets on. */
  void works(Part part, Object who) {
    Failure before = failures.remove(new Who(part, who));
    if (before != null
        && failures.values().stream().noneMatch(other -> other.reason.equals(before.reason))) {
      log.info("It works again: {}", before.reason);
    }
  }

  /** Forgets whether somebody gets on whose work is another's now. */
  void forget(Part part, Object who) {
    failures.remove(new Who(part, who));
  }
}
