package io.tenantatlas.projector.pipeline;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * The projection against a naive recomputation, over random histories. The system property {@code
 * history.count} says how many, {@code history.seed} where they begin.
 */
class RandomHistoryTest {

  private static final int COUNT = Integer.getInteger("history.count", 5000);
  private static final long SEED =
      Long.getLong("history.seed", ThreadLocalRandom.current().nextLong(1_000_000_000_000L));

  @Test
  void documentsAlwaysEqualTheNaiveRecomputation() {
    System.out.printf("%d random histories from seed %d%n", COUNT, SEED);
    for (long seed = SEED; seed < SEED + COUNT; seed++) {
      RandomHistory history = new RandomHistory(seed);
      try {
        history.run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(message(seed, history.doing(), e), e);
      }
    }
  }

  private static String message(long seed, String doing, Throwable failure) {
    return String.format(
        Locale.ROOT,
        """
        history with seed %d: %s
        %s
        replay: ./mvnw -pl projector test -Dtest=RandomHistoryTest -Dhistory.seed=%d -Dhistory.count=1\
        """,
        seed,
        doing,
        failure,
        seed);
  }
}
