package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.capture.CaptureStatus.State;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.SlotMaking;
import io.tenantatlas.projector.source.SourceSession;
import io.tenantatlas.projector.source.SourceSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Waits until transactions of others have ended, for as long as that takes. Meanwhile the state is
 * {@code waiting}, with whose they are, and the lease is kept.
 *
 * <p>Threads: one.
 */
final class OthersTransactions {

  private static final Duration LOOK = Duration.ofMillis(100);

  /** Whoever ends within this is not named. */
  private static final Duration UNNAMED = Duration.ofSeconds(1);

  private final SourceSettings settings;
  private final SourceSession source;
  private final StatusBoard status;
  private final Consumer<Duration> keepLease;
  private long nameAtNanos;

  /**
   * @param keepLease waits for so long, and throws when the lease is lost
   */
  OthersTransactions(
      SourceSettings settings,
      SourceSession source,
      StatusBoard status,
      Consumer<Duration> keepLease) {
    this.settings = settings;
    this.source = source;
    this.status = status;
    this.keepLease = keepLease;
  }

  /** Makes a slot, which the source does when all transactions that are open now have ended. */
  SourcePosition makeSlot(String name) throws SQLException, InterruptedException {
    nameLater();
    try (SlotMaking making = SlotMaking.begin(settings, name)) {
      SourcePosition made = making.await(LOOK);
      while (made == null) {
        keepLease.accept(Duration.ZERO);
        if (isToBeNamed()) {
          say("the replication slot " + name, source.openTransactions(making.processId()));
        }
        made = making.await(LOOK);
      }
      return made;
    }
  }

  /**
   * Waits for whoever has written and has not ended yet. The stream tells of a transaction before
   * others see it, with a synchronous standby long before; afterwards everything is seen that the
   * stream has told by now.
   */
  void awaitVisible() throws SQLException {
    nameLater();
    Set<String> writing = new HashSet<>(source.writing());
    while (!writing.isEmpty()) {
      keepLease.accept(LOOK);
      writing.retainAll(source.writing());
      if (isToBeNamed()) {
        say("what is read", source.owners(writing));
      }
    }
  }

  private void nameLater() {
    nameAtNanos = System.nanoTime() + UNNAMED.toNanos();
  }

  private boolean isToBeNamed() {
    if (System.nanoTime() - nameAtNanos < 0) {
      return false;
    }
    nameLater();
    return true;
  }

  private void say(String what, List<String> whose) {
    if (!whose.isEmpty()) {
      status.set(
          State.WAITING,
          "%s has to wait until a transaction ends that was open before: that of %s"
              .formatted(what, String.join(", ", whose)));
    }
  }
}
