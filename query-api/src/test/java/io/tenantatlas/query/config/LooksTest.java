package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tenantatlas.query.security.SettableClock;
import io.tenantatlas.query.store.PartitionProgress;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.ProgressFixture;
import io.tenantatlas.query.store.ReadModelStatus;
import io.tenantatlas.query.store.SnapshotProgress;
import io.tenantatlas.query.store.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The gauges of what the poller sees. */
class LooksTest {

  private static final Instant START = Instant.parse("2026-11-21T20:00:00Z");
  private static final String UP = "atlas.query.read.model.up";
  private static final String READY = "atlas.query.ready";
  private static final String AGE = "atlas.query.look.age";
  private static final String LAG = "atlas.query.lag";

  private final SettableClock clock = new SettableClock(START);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Looks looks = new Looks(clock, meters);

  private @Nullable Double value(String name) {
    var gauge = meters.find(name).gauge();
    return gauge == null ? null : gauge.value();
  }

  /** Of partitions with these clocks of the source, null of one that is not known. */
  private static ReadModelStatus status(boolean ready, @Nullable Instant... sourceAt) {
    List<PartitionProgress> partitions =
        IntStream.range(0, sourceAt.length)
            .mapToObj(
                number ->
                    new PartitionProgress(
                        number,
                        new Progress(
                            ProgressFixture.HISTORY,
                            true,
                            new SourcePosition(1),
                            sourceAt[number],
                            START),
                        0))
            .toList();
    return new ReadModelStatus(ready, sourceAt.length, partitions, SnapshotProgress.NONE);
  }

  @Test
  void whatIsNotKnownHasNoSeries() {
    assertThat(Stream.of(UP, READY).map(this::value)).containsOnly(0.0);
    assertThat(Stream.of(AGE, LAG).map(this::value)).containsOnlyNulls();
    looks.saw(status(false, null, null));
    assertThat(value(UP)).isEqualTo(1);
    assertThat(value(READY)).isZero();
    assertThat(value(AGE)).isZero();
    assertThat(value(LAG)).isNull();
    looks.saw(status(true, START.minusSeconds(2), START.minusSeconds(3)));
    assertThat(value(READY)).isEqualTo(1);
    assertThat(value(LAG)).isEqualTo(3);
    looks.saw(ReadModelStatus.NONE); // somebody has emptied the read model
    assertThat(value(READY)).isZero();
    assertThat(value(LAG)).isNull();
  }

  @Test
  void whileLooksFailLagAndAgeGrow() {
    looks.saw(status(true, START));
    looks.failed();
    clock.advance(Duration.ofMillis(1500));
    looks.failed();
    assertThat(value(UP)).isZero();
    assertThat(value(AGE)).isEqualTo(1.5);
    assertThat(value(LAG)).isEqualTo(1.5);
    looks.saw(status(true, START));
    assertThat(value(UP)).isEqualTo(1);
    assertThat(value(AGE)).isZero();
  }

  @Test
  void aStateHasItsBeginning() {
    assertThat(looks.since(Looks.State.UNREADABLE)).isEqualTo(START);
    clock.advance(Duration.ofSeconds(1));
    looks.failed();
    assertThat(looks.since(Looks.State.UNREADABLE)).isEqualTo(START);
    looks.saw(status(true, START));
    clock.advance(Duration.ofSeconds(1));
    looks.failed();
    clock.advance(Duration.ofSeconds(1));
    looks.failed();
    assertThat(looks.since(Looks.State.UNREADABLE)).isEqualTo(START.plusSeconds(2));
    assertThat(looks.since(Looks.State.INCOMPLETE)).isEqualTo(START.plusSeconds(3));
  }
}
