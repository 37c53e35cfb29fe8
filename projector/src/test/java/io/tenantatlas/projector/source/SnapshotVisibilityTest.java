package io.tenantatlas.projector.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which transactions a snapshot sees. */
class SnapshotVisibilityTest {

  @Test
  void postgresTextFormIsRead() {
    assertThat(SnapshotVisibility.parse("100:104:100,102"))
        .isEqualTo(new SnapshotVisibility(100, 104, Set.of(100L, 102L)));
    assertThat(SnapshotVisibility.parse("100:100:"))
        .isEqualTo(new SnapshotVisibility(100, 100, Set.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "3, true",
    "99, true",
    "100, false",
    "101, true",
    "102, false",
    "103, true",
    "104, false"
  })
  void whatHadEndedIsSeen(long transaction, boolean seen) {
    assertThat(SnapshotVisibility.parse("100:104:100,102").sees(transaction)).isEqualTo(seen);
  }

  /** Ids in the stream have 32 bits, those of a snapshot 64. */
  @ParameterizedTest
  @CsvSource({
    "4294967290, true", // before the smallest
    "4294967295, false", // in progress
    "4294967294, true",
    "3, true", // 2^32 + 3
    "4, false", // in progress
    "5, false", // 2^32 + 5: begins after
    "1000, false"
  })
  void idsGoOnPastThirtyTwoBits(long transaction, boolean seen) {
    SnapshotVisibility visibility =
        SnapshotVisibility.parse("4294967295:4294967301:4294967295,4294967300");
    assertThat(visibility.sees(transaction)).isEqualTo(seen);
  }

  @ParameterizedTest
  @CsvSource({"4294967295, true", "2, true", "7, false", "2147483647, false", "2147483700, true"})
  void afterSeveralRounds(long transaction, boolean seen) {
    SnapshotVisibility visibility =
        new SnapshotVisibility((3L << 32) + 5, (3L << 32) + 7, Set.of());
    assertThat(visibility.sees(transaction)).isEqualTo(seen);
  }
}
