package io.tenantatlas.projector.projection.link;

import static io.tenantatlas.projector.projection.link.PayloadFixture.json;
import static io.tenantatlas.projector.projection.link.PayloadFixture.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The extraction against a naive one, over random payloads. The system property {@code
 * payload.count} says how many, {@code payload.seed} where they begin.
 */
class RandomPayloadsTest {

  private static final int COUNT = Integer.getInteger("payload.count", 10_000);
  private static final long SEED =
      Long.getLong("payload.seed", ThreadLocalRandom.current().nextLong(1_000_000_000_000L));

  @Test
  void theExtractionAlwaysEqualsTheNaiveOne() {
    System.out.printf("%d random payloads from seed %d%n", COUNT, SEED);
    for (long seed = SEED; seed < SEED + COUNT; seed++) {
      Object payload = new RandomPayloads(seed).next();
      try {
        check(payload);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        throw new AssertionError(message(seed, e), e);
      }
    }
  }

  private static void check(@Nullable Object payload) {
    Extraction extraction = PayloadReferences.extract(payload);
    NaiveReferences naive = new NaiveReferences(payload);
    List<String> edges = naive.edges;
    int kept = Math.min(edges.size(), 50);
    assertThat(PayloadFixture.edges(extraction)).isEqualTo(edges.subList(0, kept));
    assertThat(extraction.truncatedEdges()).isEqualTo(edges.size() - kept);
    checkWarnings(extraction, naive.warned);
    assertThat(PayloadReferences.extract(payload)).isEqualTo(extraction);
    checkStoredForm(extraction);
  }

  private static void checkWarnings(Extraction extraction, List<String> warned) {
    List<String> places =
        extraction.warnings().stream()
            .map(warning -> warning.reason().replaceFirst(": expected .*", ""))
            .toList();
    assertThat(places).hasSize(Math.min(warned.size(), 100));
    assertThat(extraction.truncatedWarnings()).isEqualTo(warned.size() - places.size());
    if (warned.size() <= 100) {
      assertThat(places.stream().sorted().toList()).isEqualTo(warned.stream().sorted().toList());
    }
    assertThat(extraction.warnings()).allMatch(warning -> warning.rawRef().length() <= 200);
  }

  private static void checkStoredForm(Extraction extraction) {
    Map<String, Object> tree = ExtractionTree.write(extraction);
    assertThat(ExtractionTree.read(tree)).isEqualTo(extraction);
    Map<?, ?> stored = (Map<?, ?>) Objects.requireNonNull(tree(json(tree)));
    assertThat(ExtractionTree.read(stored)).isEqualTo(extraction);
  }

  private static String message(long seed, Throwable failure) {
    return String.format(
        Locale.ROOT,
        """
        payload of seed %d
        %s
        replay: ./mvnw -pl projector test -Dtest=RandomPayloadsTest -Dpayload.seed=%d -Dpayload.count=1\
        """,
        seed,
        failure,
        seed);
  }
}
