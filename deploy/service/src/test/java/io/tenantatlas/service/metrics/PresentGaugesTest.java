package io.tenantatlas.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Series that come and go with what they describe. */
class PresentGaugesTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicReference<@Nullable Integer> value = new AtomicReference<>();
  private final PresentGauges gauges =
      new PresentGauges(meters).add("a.size.bytes", "bytes", "A size", Tags.empty(), value::get);

  @Test
  void whatDoesNotExistHasNoSeries() {
    gauges.refresh();
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void whatExistsHasItsValueAtEachScrape() {
    value.set(3);
    gauges.refresh();
    assertThat(meters.get("a.size.bytes").gauge().value()).isEqualTo(3);
    value.set(4);
    assertThat(meters.get("a.size.bytes").gauge().value()).isEqualTo(4);
  }

  @Test
  void whatCeasesToExistLosesItsSeriesAndMayComeAgain() {
    value.set(3);
    gauges.refresh();
    value.set(null);
    gauges.refresh();
    assertThat(meters.getMeters()).isEmpty();
    value.set(5);
    gauges.refresh();
    assertThat(meters.get("a.size.bytes").gauge().value()).isEqualTo(5);
  }
}
