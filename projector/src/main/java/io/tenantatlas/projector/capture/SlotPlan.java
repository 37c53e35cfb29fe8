package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.capture.TableReading.Reason;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.ReplicationSlot;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to do with the replication slot. A slot is ours if capture's own topic says that we made one
 * of that name on this server; any other is left alone.
 */
sealed interface SlotPlan {

  /** Go on from the position. */
  record Resume(String slot, SourcePosition from) implements SlotPlan {
    @Override
    public String toString() {
      return "goes on from " + from;
    }
  }

  /**
   * Make the slot, and read everything.
   *
   * @param slot its name
   * @param dropFirst a slot of that name is there and is ours
   * @param history which history the positions from now on belong to
   * @param why everything is read
   * @param reason the same in words; null the first time
   */
  record Anew(
      String slot, boolean dropFirst, SourceHistory history, Reason why, @Nullable String reason)
      implements SlotPlan {
    @Override
    public String toString() {
      return "reads everything";
    }
  }

  /** Somebody else's slot has the name; nothing can be done before that is mended. */
  record Refuse(String problem) implements SlotPlan {}

  /**
   * What capture finds when it connects.
   *
   * @param configured the configured name
   * @param state how far capture had come
   * @param resumeAt the state's position, if it is one of the present log
   * @param history of the server
   * @param end the end of the server's log
   * @param slot the slot of the name that the state has, or of the configured name; null without
   *     one
   * @param known the log before the state's position is the one that was read
   * @param doubtful the stream from the position has failed again and again
   */
  record Found(
      String configured,
      CaptureState state,
      @Nullable SourcePosition resumeAt,
      SourceHistory history,
      SourcePosition end,
      @Nullable ReplicationSlot slot,
      boolean known,
      boolean doubtful) {

    /** The name under which the slot is looked for. */
    static String name(String configured, CaptureState state) {
      return state.slot().isEmpty() ? configured : state.slot();
    }

    /**
     * Whether it must be looked whether the log is still the one that was read. A slot that has
     * confirmed just the state's position tells that by itself: the slot of a copy of the files has
     * confirmed less.
     */
    boolean hasToBeKnownAgain() {
      return goesOn() && !Objects.equals(state.resumeAt(), slot == null ? null : slot.confirmed());
    }

    /** The same server, with our slot, and with everything from the state's position on. */
    private boolean goesOn() {
      SourcePosition position = state.resumeAt();
      return position != null
          && slot != null
          && isOurs(slot)
          && slot.has(position)
          && isOf(state.history(), history)
          && end.compareTo(position) >= 0;
    }

    /** The same, with a log that is not the one that was read. */
    Found strange() {
      return new Found(configured, state, resumeAt, history, end, slot, false, doubtful);
    }

    private boolean knowsHistory() {
      return !state.history().equals(SourceHistory.UNKNOWN);
    }

    private boolean sameSystem() {
      return !knowsHistory() || system(state.history()).equals(system(history));
    }

    /** A state of the release before has a position, but does not say of which slot. */
    private boolean isOurs(ReplicationSlot found) {
      boolean claimed =
          state.slot().isEmpty() ? state.resumeAt() != null && !knowsHistory() : sameSystem();
      return claimed && found.mayBeOurs();
    }
  }

  /** Decides; changes nothing. */
  static SlotPlan of(Found found) {
    ReplicationSlot slot = found.slot;
    String name = Found.name(found.configured, found.state);
    if (slot != null && !found.isOurs(slot)) {
      return foreign(found, slot, name);
    }
    Cause cause = causeToReadAll(found, slot, name);
    SourcePosition resumeAt = found.resumeAt;
    if (cause == null && slot != null && resumeAt != null) {
      return new Resume(name, resumeAt);
    }
    SourceHistory history = nextHistory(found);
    return cause == null || found.state.resumeAt() == null
        ? new Anew(name, slot != null, history, Reason.FIRST_SNAPSHOT, null)
        : new Anew(name, slot != null, history, cause.why, cause.text);
  }

  /** Why everything is read, and the same in words. */
  record Cause(Reason why, String text) {}

  /** A source that took another's place may have brought a slot of our name: it stays as it is. */
  private static SlotPlan foreign(Found found, ReplicationSlot slot, String name) {
    if (!found.state.slot().isEmpty() && !found.sameSystem() && slot.mayBeOurs()) {
      String own = found.configured + "_" + system(found.history);
      return new Anew(
          own.substring(0, Math.min(own.length(), 63)),
          false,
          found.history,
          Reason.OTHER_HISTORY,
          otherHistory(found)
              + "; its replication slot %s was not made by this installation and is left alone"
                  .formatted(name));
    }
    return new Refuse(
        "the replication slot %s %s, and this installation has not made it; drop it if nobody needs it, or set atlas.capture.slot-name"
            .formatted(name, slot.whose()));
  }

  private static @Nullable Cause causeToReadAll(
      Found found, @Nullable ReplicationSlot slot, String name) {
    if (found.resumeAt == null) {
      return new Cause(
          Reason.LOG_GONE, "the change log or the captured columns are other ones than before");
    }
    if (!isOf(found.state.history(), found.history)) {
      return new Cause(Reason.OTHER_HISTORY, otherHistory(found));
    }
    if (found.end.compareTo(found.resumeAt) < 0) {
      return new Cause(
          Reason.OTHER_HISTORY,
          "the source's log ends at %s, before %s up to which it was read: it was set back"
              .formatted(found.end, found.resumeAt));
    }
    if (slot == null) {
      return new Cause(
          Reason.SLOT_GONE,
          "the replication slot %s is gone, changes since %s may be missing"
              .formatted(name, found.resumeAt));
    }
    if (!slot.has(found.resumeAt)) {
      return new Cause(
          Reason.SLOT_GONE,
          "the replication slot %s no longer has the changes since %s"
              .formatted(name, found.resumeAt));
    }
    if (!found.known) {
      return new Cause(
          Reason.OTHER_HISTORY,
          "what the source's log has before %s is not what was read there: it was set back"
              .formatted(found.resumeAt));
    }
    return found.doubtful
        ? new Cause(
            Reason.STREAM_UNREADABLE, "the changes since " + found.resumeAt + " cannot be read")
        : null;
  }

  private static String otherHistory(Found found) {
    return "the source is of another history (%s, it was %s)"
        .formatted(found.history, found.knowsHistory() ? found.state.history() : "unknown");
  }

  /**
   * A server that was set back has the same name as before, so the name gets a number behind it;
   * also when nothing tells any more whether it was.
   */
  private static SourceHistory nextHistory(Found found) {
    SourceHistory before = found.state.history();
    if (!isOf(before, found.history)) {
      return found.history;
    }
    if (found.state.resumeAt() == null || (found.goesOn() && found.known)) {
      return before;
    }
    String[] parts = before.text().split("\\.", 2);
    long number = parts.length == 1 ? 1 : Long.parseLong(parts[1]) + 1;
    return new SourceHistory(parts[0] + "." + number);
  }

  /** Whether a history is that of the server, but for the number behind it. */
  private static boolean isOf(SourceHistory history, SourceHistory server) {
    return history.text().split("\\.", 2)[0].equals(server.text());
  }

  private static String system(SourceHistory history) {
    return history.text().split("/", 2)[0];
  }
}
