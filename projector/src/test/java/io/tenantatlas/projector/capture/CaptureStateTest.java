package io.tenantatlas.projector.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourcePosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What capture remembers of itself. */
class CaptureStateTest {

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "0/16B3748", "A/FFFFFFFF", "FFFFFFFF/FFFFFFFF"})
  void aPositionComesBackFromItsJson(String lsn) {
    CaptureState state = new CaptureState("log/7", Long.MAX_VALUE, SourcePosition.parse(lsn));
    assertThat(CaptureState.parse(state.json())).isEqualTo(state);
  }

  @Test
  void aSnapshotThatIsNotCompleteHasNoPosition() {
    CaptureState state = new CaptureState("log/7", 3, null);
    assertThat(state.json())
        .asString(UTF_8)
        .isEqualTo("{\"log\":\"log/7\",\"generation\":3,\"lsn\":null}");
    assertThat(CaptureState.parse(state.json())).isEqualTo(state);
  }

  @Test
  void theJsonIsPartOfTheTopicsFormat() {
    assertThat(new CaptureState("log/7", 2, SourcePosition.parse("1/A")).json())
        .asString(UTF_8)
        .isEqualTo("{\"log\":\"log/7\",\"generation\":2,\"lsn\":\"1/A\"}");
    assertThat(CaptureState.KEY).asString(UTF_8).isEqualTo("{\"capture\":true}");
  }

  @Test
  void membersOfLaterVersionsDoNotMatter() {
    byte[] json =
        "{\"later\":[1],\"log\":\"log/7\",\"lsn\":\"1/A\",\"generation\":2}".getBytes(UTF_8);
    assertThat(CaptureState.parse(json))
        .isEqualTo(new CaptureState("log/7", 2, SourcePosition.parse("1/A")));
  }

  @Test
  void aStateThatDoesNotSayItsLogIsOfNone() {
    assertThat(CaptureState.parse("{\"generation\":2,\"lsn\":\"1/A\"}".getBytes(UTF_8)))
        .isEqualTo(new CaptureState("", 2, SourcePosition.parse("1/A")));
  }

  @Test
  void captureGoesOnOnlyWithTheSameLogAndTheSameColumns() {
    SourcePosition position = SourcePosition.parse("1/A");
    CaptureState state = new CaptureState("log-7/columns-1", 2, position);
    assertThat(state.resumeAt("log-7/columns-1")).isEqualTo(position);
    assertThat(state.resumeAt("log-8/columns-1")).isNull();
    assertThat(state.resumeAt("log-7/columns-2")).isNull();
    assertThat(new CaptureState("log-7/columns-1", 2, null).resumeAt("log-7/columns-1")).isNull();
    assertThat(CaptureState.NONE.resumeAt("log-7/columns-1")).isNull();
  }

  @Test
  void nothingWasCapturedBeforeTheFirstSnapshot() {
    assertThat(CaptureState.NONE).isEqualTo(new CaptureState("", 0, null));
  }
}
