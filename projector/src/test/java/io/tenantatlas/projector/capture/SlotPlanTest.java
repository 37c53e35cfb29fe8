package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.capture.TableReading.Reason;
import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.source.Landmark;
import io.tenantatlas.projector.source.ReplicationSlot;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done with the replication slot that is found, or not. */
class SlotPlanTest {

  private static final String NAME = "tenantatlas";
  private static final SourceHistory HISTORY = new SourceHistory("71/1");
  private static final ReplicationSlot OURS = slot("pgoutput", true, false, 90);

  @Test
  void atTheFirstStartTheSlotIsMade() {
    assertThat(plan(CaptureState.NONE, HISTORY, 500, null))
        .isEqualTo(new SlotPlan.Anew(NAME, false, HISTORY, Reason.FIRST_SNAPSHOT, null));
  }

  @Test
  void aSlotThatNobodyHereMadeIsRefused() {
    assertThat(refusal(CaptureState.NONE, OURS))
        .contains("the replication slot tenantatlas", "this installation has not made it");
  }

  @Test
  void captureGoesOnFromItsPosition() {
    assertThat(plan(state(100, HISTORY), HISTORY, 500, OURS))
        .isEqualTo(new SlotPlan.Resume(NAME, new SourcePosition(100)));
    assertThat(plan(state(100, HISTORY), HISTORY, 100, OURS))
        .isEqualTo(new SlotPlan.Resume(NAME, new SourcePosition(100)));
  }

  @Test
  void aSlotOfAnotherKindIsRefusedAlsoWhenWeHadOneOfThatName() {
    assertThat(refusal(state(100, HISTORY), slot("pgoutput", false, false, 90)))
        .contains("belongs to the database source and the plugin pgoutput");
    assertThat(refusal(state(100, HISTORY), slot("test_decoding", true, false, 90)))
        .contains("the plugin test_decoding");
    assertThat(refusal(state(100, HISTORY), slot(null, false, false, null)))
        .contains("is a physical slot");
  }

  @Test
  void aForeignSlotThatIsInUseIsRefusedAndSaysByWhom() {
    ReplicationSlot used =
        new ReplicationSlot(NAME, "pgoutput", "source", true, false, new SourcePosition(90), 4711);
    assertThat(refusal(CaptureState.NONE, used)).contains("in use by the server process 4711");
  }

  @Test
  void aSlotThatIsGoneIsMadeAgain() {
    SlotPlan.Anew anew = anew(state(100, HISTORY), HISTORY, 500, null);
    assertThat(anew)
        .isEqualTo(
            new SlotPlan.Anew(
                NAME, false, new SourceHistory("71/1.1"), Reason.SLOT_GONE, anew.reason()));
    assertThat(anew.reason()).contains("is gone", "0/64");
  }

  @Test
  void aSlotThatLostChangesOrPassedThePositionIsMadeAgain() {
    for (ReplicationSlot slot :
        new ReplicationSlot[] {
          slot("pgoutput", true, true, 90),
          slot("pgoutput", true, false, 101),
          slot("pgoutput", true, false, null)
        }) {
      SlotPlan.Anew anew = anew(state(100, HISTORY), HISTORY, 500, slot);
      assertThat(anew.dropFirst()).isTrue();
      assertThat(anew.history()).isEqualTo(new SourceHistory("71/1.1"));
      assertThat(anew.why()).isEqualTo(Reason.SLOT_GONE);
      assertThat(anew.reason()).contains("no longer has the changes since 0/64");
    }
  }

  @Test
  void aStreamThatCannotBeReadIsGivenUp() {
    SlotPlan plan =
        SlotPlan.of(found(state(100, HISTORY), new SourcePosition(100), HISTORY, 500, OURS, true));
    assertThat(plan)
        .isEqualTo(
            new SlotPlan.Anew(
                NAME,
                true,
                HISTORY,
                Reason.STREAM_UNREADABLE,
                "the changes since 0/64 cannot be read"));
  }

  @Test
  void aServerThatWasSetBackBeginsAHistoryOfItsOwn() {
    SlotPlan.Anew first = anew(state(100, HISTORY), HISTORY, 99, OURS);
    assertThat(first.history()).isEqualTo(new SourceHistory("71/1.1"));
    assertThat(first.dropFirst()).isTrue();
    assertThat(first.why()).isEqualTo(Reason.OTHER_HISTORY);
    assertThat(first.reason()).contains("it was set back");
    assertThat(anew(state(100, first.history()), HISTORY, 99, OURS).history())
        .isEqualTo(new SourceHistory("71/1.2"));
    assertThat(plan(state(100, first.history()), HISTORY, 500, OURS))
        .isInstanceOf(SlotPlan.Resume.class);
  }

  @Test
  void aServerWhoseLogHasSomethingElseAtThePositionWasSetBack() {
    SlotPlan.Found found =
        found(state(100, HISTORY), new SourcePosition(100), HISTORY, 500, OURS, false);
    assertThat(found.hasToBeKnownAgain()).isTrue();
    assertThat(SlotPlan.of(found)).isInstanceOf(SlotPlan.Resume.class);
    SlotPlan.Anew anew = (SlotPlan.Anew) SlotPlan.of(found.strange());
    assertThat(anew.history()).isEqualTo(new SourceHistory("71/1.1"));
    assertThat(anew.dropFirst()).isTrue();
    assertThat(anew.reason()).contains("is not what was read there: it was set back");
  }

  @Test
  void theLogIsLookedAtOnlyWhereOurSlotHasConfirmedLess() {
    CaptureState state = state(100, HISTORY);
    SourcePosition position = new SourcePosition(100);
    for (ReplicationSlot slot :
        new @Nullable ReplicationSlot[] {
          null,
          slot("pgoutput", true, false, 100),
          slot("pgoutput", true, false, 101),
          slot("pgoutput", false, false, 90),
          slot("test_decoding", true, false, 90)
        }) {
      assertThat(found(state, position, HISTORY, 500, slot, false).hasToBeKnownAgain()).isFalse();
    }
    assertThat(found(state, position, new SourceHistory("71/2"), 500, OURS, false))
        .matches(found -> !found.hasToBeKnownAgain());
    assertThat(found(state, position, HISTORY, 99, OURS, false))
        .matches(found -> !found.hasToBeKnownAgain());
    assertThat(found(CaptureState.NONE, null, HISTORY, 99, OURS, false))
        .matches(found -> !found.hasToBeKnownAgain());
  }

  @Test
  void aPromotedStandbyIsReadAnewAndItsCopyOfOurSlotIsOurs() {
    SourceHistory promoted = new SourceHistory("71/2");
    assertThat(anew(state(100, HISTORY), promoted, 500, OURS).dropFirst()).isTrue();
    assertThat(anew(state(100, HISTORY), promoted, 500, null).dropFirst()).isFalse();
    assertThat(anew(state(100, new SourceHistory("71/1.3")), promoted, 500, OURS).history())
        .isEqualTo(promoted);
  }

  @Test
  void aReplacedServersSlotOfOurNameIsLeftAlone() {
    SourceHistory other = new SourceHistory("72/1");
    SlotPlan.Anew anew = anew(state(100, HISTORY), other, 500, OURS);
    assertThat(anew.why()).isEqualTo(Reason.OTHER_HISTORY);
    assertThat(anew.slot()).isEqualTo("tenantatlas_72");
    assertThat(anew.dropFirst()).isFalse();
    assertThat(anew.history()).isEqualTo(other);
    assertThat(anew.reason()).contains("is left alone");
    assertThat(anew(state(100, HISTORY), other, 500, null).slot()).isEqualTo(NAME);
  }

  @Test
  void aStateOfTheReleaseBeforeHasMadeTheSlotButKnowsNoHistory() {
    CaptureState old =
        new CaptureState(
            "log", 1, new SourcePosition(100), Landmark.NONE, SourceHistory.UNKNOWN, "", Map.of());
    SlotPlan.Anew anew = anew(old, HISTORY, 500, OURS);
    assertThat(anew.dropFirst()).isTrue();
    assertThat(anew.history()).isEqualTo(HISTORY);
  }

  @Test
  void aFirstSnapshotThatWasInterruptedBeginsAgainWithItsOwnSlot() {
    CaptureState begun = new CaptureState("log", 1, null, Landmark.NONE, HISTORY, NAME, Map.of());
    assertThat(plan(begun, HISTORY, 500, OURS))
        .isEqualTo(new SlotPlan.Anew(NAME, true, HISTORY, Reason.FIRST_SNAPSHOT, null));
    assertThat(plan(begun, HISTORY, 500, null))
        .isEqualTo(new SlotPlan.Anew(NAME, false, HISTORY, Reason.FIRST_SNAPSHOT, null));
  }

  @Test
  void anotherLogIsReadIntoFromTheBeginning() {
    SlotPlan plan = SlotPlan.of(found(state(100, HISTORY), null, HISTORY, 500, OURS, false));
    assertThat(plan)
        .isInstanceOfSatisfying(
            SlotPlan.Anew.class,
            anew -> {
              assertThat(anew.dropFirst()).isTrue();
              assertThat(anew.why()).isEqualTo(Reason.LOG_GONE);
              assertThat(anew.reason()).contains("the change log or the captured columns");
            });
  }

  private static String refusal(CaptureState state, ReplicationSlot slot) {
    return ((SlotPlan.Refuse) plan(state, HISTORY, 500, slot)).problem();
  }

  private static SlotPlan.Anew anew(
      CaptureState state, SourceHistory server, long end, @Nullable ReplicationSlot slot) {
    return (SlotPlan.Anew) plan(state, server, end, slot);
  }

  private static SlotPlan plan(
      CaptureState state, SourceHistory server, long end, @Nullable ReplicationSlot slot) {
    return SlotPlan.of(found(state, state.resumeAt(), server, end, slot, false));
  }

  private static SlotPlan.Found found(
      CaptureState state,
      @Nullable SourcePosition resumeAt,
      SourceHistory server,
      long end,
      @Nullable ReplicationSlot slot,
      boolean doubtful) {
    return new SlotPlan.Found(
        NAME, state, resumeAt, server, new SourcePosition(end), slot, true, doubtful);
  }

  private static CaptureState state(long position, SourceHistory history) {
    return new CaptureState(
        "log", 1, new SourcePosition(position), Landmark.NONE, history, NAME, Map.of());
  }

  private static ReplicationSlot slot(
      @Nullable String plugin, boolean here, boolean lost, @Nullable Integer confirmed) {
    return new ReplicationSlot(
        NAME,
        plugin,
        plugin == null ? null : "source",
        here,
        lost,
        confirmed == null ? null : new SourcePosition(confirmed),
        null);
  }
}
