package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourceHistory;
import io.tenantatlas.projector.change.SourcePosition;
import io.tenantatlas.projector.change.SourceTable;
import io.tenantatlas.projector.source.Landmark;
import io.tenantatlas.projector.source.SourceContract.Identity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What capture remembers of itself. */
class CaptureStateTest {

  private static final SourceHistory HISTORY = new SourceHistory("7351234567890123456/2.1");

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "0/16B3748", "A/FFFFFFFF", "FFFFFFFF/FFFFFFFF"})
  void aPositionComesBackFromItsJson(String lsn) {
    CaptureState state =
        new CaptureState(
            "log/7",
            Long.MAX_VALUE,
            SourcePosition.parse(lsn),
            Landmark.commit(Instant.EPOCH),
            HISTORY,
            "slot",
            WrittenLog.IDENTITIES);
    assertThat(CaptureState.parse(state.json())).isEqualTo(state);
  }

  @Test
  void aSnapshotThatIsNotCompleteHasNoPosition() {
    CaptureState state =
        new CaptureState("log/7", 3, null, Landmark.NONE, HISTORY, "slot", Map.of());
    assertThat(CaptureState.parse(state.json())).isEqualTo(state);
    assertThat(state.json()).asString(UTF_8).contains("\"lsn\":null");
  }

  @Test
  void theJsonIsPartOfTheTopicsFormat() {
    Map<SourceTable, Identity> tables =
        Map.of(
            SourceTable.FINDINGS, new Identity("ab", "7", "c", "9"),
            SourceTable.TENANTS, new Identity("cd", "8", "c", "9"));
    CaptureState state =
        new CaptureState(
            "log/7",
            2,
            SourcePosition.parse("1/A"),
            Landmark.heartbeat("token 5"),
            HISTORY,
            "slot",
            tables);
    assertThat(state.json())
        .asString(UTF_8)
        .isEqualTo(
            "{\"log\":\"log/7\",\"generation\":2,\"lsn\":\"1/A\",\"heartbeat\":\"token 5\","
                + "\"history\":\"7351234567890123456/2.1\",\"slot\":\"slot\","
                + "\"tables\":{\"tenants\":\"cd-8-c-9\",\"findings\":\"ab-7-c-9\"}}");
    assertThat(CaptureState.KEY).asString(UTF_8).isEqualTo("{\"capture\":true}");
  }

  @Test
  void membersOfLaterVersionsDoNotMatter() {
    byte[] json =
        "{\"later\":[1],\"log\":\"log/7\",\"lsn\":\"1/A\",\"generation\":2,\"tables\":{\"later\":\"x\"}}"
            .getBytes(UTF_8);
    assertThat(CaptureState.parse(json)).isEqualTo(ofTheReleaseBefore("log/7"));
  }

  @Test
  void aStateOfTheReleaseBeforeSaysNeitherHistoryNorSlot() {
    assertThat(
            CaptureState.parse(
                "{\"log\":\"log/7\",\"generation\":2,\"lsn\":\"1/A\"}".getBytes(UTF_8)))
        .isEqualTo(ofTheReleaseBefore("log/7"));
  }

  @Test
  void aStateThatDoesNotSayItsLogIsOfNone() {
    assertThat(CaptureState.parse("{\"generation\":2,\"lsn\":\"1/A\"}".getBytes(UTF_8)))
        .isEqualTo(ofTheReleaseBefore(""));
  }

  private static CaptureState ofTheReleaseBefore(String log) {
    return new CaptureState(
        log, 2, SourcePosition.parse("1/A"), Landmark.NONE, SourceHistory.UNKNOWN, "", Map.of());
  }

  @Test
  void captureGoesOnOnlyWithTheSameLogAndTheSameColumns() {
    CaptureState state = WrittenLog.state(10);
    assertThat(state.resumeAt(WrittenLog.LOG)).isEqualTo(new SourcePosition(10));
    assertThat(state.resumeAt("log-8/columns-1")).isNull();
    assertThat(state.resumeAt("log-1/columns-2")).isNull();
    assertThat(CaptureState.NONE.resumeAt("log-1/columns-1")).isNull();
  }

  @Test
  void tablesThatMustBeReadAgainAreLeftOut() {
    CaptureState state = WrittenLog.state(10).without(Set.of(SourceTable.FINDINGS));
    assertThat(state.tables()).hasSize(8).doesNotContainKey(SourceTable.FINDINGS);
    assertThat(state.resumeAt()).isEqualTo(new SourcePosition(10));
  }
}
