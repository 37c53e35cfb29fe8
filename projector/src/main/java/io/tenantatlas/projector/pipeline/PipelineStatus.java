package io.tenantatlas.projector.pipeline;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
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
  private final Map<Object, Failure> failures = new ConcurrentHashMap<>();

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

  /** The failure that began first; null when everything gets on. */
  public @Nullable Failure failure() {
    return failures.values().stream()
        .min((one, other) -> one.since.compareTo(other.since))
        .orElse(null);
  }

  /** Notes that an owner, or what it publishes, fails. */
  void failed(Object who, String what, Throwable failure) {
    String reason = what + ": " + line(failure);
    Failure before = failures.get(who);
    boolean known = failures.values().stream().anyMatch(other -> other.reason.equals(reason));
    failures.put(who, new Failure(reason, before == null ? clock.instant() : before.since));
    if (!known) {
      log.error("{}; it is tried again and again", reason);
    }
  }

  /** Notes that an owner, or what it publishes, gets on. */
  void works(Object who) {
    Failure before = failures.remove(who);
    if (before != null
        && failures.values().stream().noneMatch(other -> other.reason.equals(before.reason))) {
      log.info("It works again: {}", before.reason);
    }
  }

  private static String line(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getName());
    return message.lines().findFirst().orElse(message);
  }
}
