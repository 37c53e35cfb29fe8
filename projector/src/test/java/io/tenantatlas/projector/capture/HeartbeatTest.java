package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.change.SourcePosition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  private static final int BEATS_PER_MARK = 10;
  private static final int BEATS_UNTIL_QUIET = BEATS_PER_MARK * Heartbeat.MARKS_AFTER_CHANGE;

  private final List<Boolean> looks = new ArrayList<>();
  private SourcePosition mark = SourcePosition.ZERO;
  private long changes;
  private final Heartbeat heartbeat =
      new Heartbeat(
          (past, always) -> {
            assertThat(past).isEqualTo(mark);
            looks.add(always);
          },
          () -> mark,
          () -> changes,
          BEATS_PER_MARK);

  private int looksOf(int beats) throws SQLException {
    looks.clear();
    for (int beat = 0; beat < beats; beat++) {
      heartbeat.beat();
    }
    return looks.size();
  }

  /** Every mark interval a mark comes back. */
  private int looksOfQuiet(int beats) throws SQLException {
    looks.clear();
    for (int beat = 0; beat < beats; beat++) {
      int before = looks.size();
      heartbeat.beat();
      if (looks.size() > before && looks.getLast()) {
        mark = new SourcePosition(mark.value() + 1);
      }
    }
    return looks.size();
  }

  @Test
  void beforeTheFirstMarkEveryBeatLooks() throws SQLException {
    assertThat(looksOf(2 * BEATS_UNTIL_QUIET)).isEqualTo(2 * BEATS_UNTIL_QUIET);
  }

  @Test
  void everyBeatLooksForSomeTimeAfterAChange() throws SQLException {
    mark = new SourcePosition(1);
    changes = 1;
    assertThat(looksOf(BEATS_UNTIL_QUIET)).isEqualTo(BEATS_UNTIL_QUIET);
  }

  @Test
  void onAQuietSourceOneBeatInAMarkIntervalWrites() throws SQLException {
    mark = new SourcePosition(1);
    looksOf(BEATS_UNTIL_QUIET + 1);
    assertThat(looksOfQuiet(10 * BEATS_PER_MARK)).isBetween(8, 10);
    assertThat(looks).containsOnly(true);
  }

  @Test
  void aChangeEndsTheQuiet() throws SQLException {
    mark = new SourcePosition(1);
    looksOf(2 * BEATS_UNTIL_QUIET);
    changes = 7;
    assertThat(looksOf(BEATS_UNTIL_QUIET)).isEqualTo(BEATS_UNTIL_QUIET);
  }

  @Test
  void withoutMarksOneBeatInAMarkIntervalWritesInAnyCase() throws SQLException {
    mark = new SourcePosition(1);
    looksOf(BEATS_UNTIL_QUIET);
    assertThat(looks.stream().filter(always -> always)).hasSizeBetween(9, 10);
  }
}
