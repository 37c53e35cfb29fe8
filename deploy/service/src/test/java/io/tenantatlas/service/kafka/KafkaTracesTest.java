package io.tenantatlas.service.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.transport.SenderContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class KafkaTracesTest {

  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final List<String> ended = new ArrayList<>();
  private final KafkaTraces traces = KafkaTraces.on(List.of(new Spans()));

  /** Writes the header, and remembers what has ended within what. */
  private final class Spans implements ObservationHandler<Observation.Context> {
    @Override
    public void onStart(Observation.Context context) {
      if (context instanceof SenderContext<?> sent) {
        write(sent);
      }
    }

    private <C> void write(SenderContext<C> sent) {
      sent.getSetter().set(Objects.requireNonNull(sent.getCarrier()), "traceparent", TRACE);
    }

    @Override
    public void onStop(Observation.Context context) {
      var parent = context.getParentObservation();
      ended.add(
          context.getContextualName()
              + (parent == null ? "" : " in " + parent.getContextView().getContextualName()));
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  @Test
  void aTraceGoesFromWhatIsSentToWhatIsSentBecauseOfIt() {
    Headers headers = new RecordHeaders();
    try (KafkaTraces.Span sent = traces.sent("changes")) {
      sent.headers().forEach(headers::add);
    }
    assertThat(new String(headers.lastHeader("traceparent").value(), UTF_8)).isEqualTo(TRACE);
    try (KafkaTraces.Span received =
        traces.received("changes", Stream.of(new RecordHeaders(), headers))) {
      boolean traced =
          received.during(
              () -> {
                try (KafkaTraces.Span sent = traces.sentWithin(List.of("kpi"))) {
                  return sent.headers().iterator().hasNext();
                }
              });
      assertThat(traced).isTrue();
    }
    assertThat(ended)
        .containsExactly("publish changes", "publish kpi in process changes", "process changes");
  }

  @Test
  void whatHasNoTraceBeginsNone() {
    try (KafkaTraces.Span received = traces.received("changes", Stream.of(new RecordHeaders()));
        KafkaTraces.Span sent = traces.sentWithin(List.of("kpi"))) {
      assertThat(received).isSameAs(KafkaTraces.Span.NONE);
      assertThat(sent).isSameAs(KafkaTraces.Span.NONE);
    }
  }

  @Test
  void whenTheyAreOffNoHeaderIsWritten() {
    try (KafkaTraces.Span sent = KafkaTraces.off().sent("changes")) {
      assertThat(sent.headers()).isEmpty();
    }
    assertThat(ended).isEmpty();
  }
}
