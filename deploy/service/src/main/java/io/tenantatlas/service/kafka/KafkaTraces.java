package io.tenantatlas.service.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what goes through Kafka. A record carries the trace that it belongs to in the header
 * {@code traceparent}, as W3C defines it. Names are those of OpenTelemetry's semantic conventions
 * for messaging.
 *
 * <p>Threads: any; a span is ended by the thread that began it.
 */
public final class KafkaTraces {

  private static final String TRACE = "traceparent";

  private final ObservationRegistry observations;

  private KafkaTraces(ObservationRegistry observations) {
    this.observations = observations;
  }

  /** No span, and no header. */
  public static KafkaTraces off() {
    return new KafkaTraces(ObservationRegistry.NOOP);
  }

  /**
   * Spans.
   *
   * @param spans make them, and read and write the header
   */
  public static KafkaTraces on(List<? extends ObservationHandler<?>> spans) {
    ObservationRegistry observations = ObservationRegistry.create();
    spans.forEach(observations.observationConfig()::observationHandler);
    return new KafkaTraces(observations);
  }

  /** A span, or none. */
  public static final class Span implements AutoCloseable {

    /** No span. */
    public static final Span NONE = new Span(null, new RecordHeaders());

    private final @Nullable Observation observation;
    private final Headers headers;

    private Span(@Nullable Observation observation, Headers headers) {
      this.observation = observation;
      this.headers = headers;
    }

    /** What each record carries that is sent within the span; empty without one. */
    public Iterable<Header> headers() {
      return headers;
    }

    /** Does something within the span: what is sent meanwhile belongs to it. */
    public <T> T during(Supplier<T> work) {
      return observation == null ? work.get() : observation.scoped(work);
    }

    /** Ends it. */
    @Override
    public void close() {
      if (observation != null) {
        observation.stop();
      }
    }
  }

  /** Begins the span of records that are sent to a topic; a trace begins here. */
  public Span sent(String topic) {
    return observations.isNoop() ? Span.NONE : sending(topic);
  }

  /**
   * The same, where what is sent has its cause in the span that the thread is within, if any.
   *
   * @param topics whose names are the span's
   */
  public Span sentWithin(Collection<String> topics) {
    return observations.getCurrentObservation() == null
        ? Span.NONE
        : sending(String.join(",", topics));
  }

  private Span sending(String topic) {
    Headers headers = new RecordHeaders();
    var context =
        new SenderContext<Headers>(
            (into, name, value) -> Objects.requireNonNull(into).add(name, value.getBytes(UTF_8)),
            Kind.PRODUCER);
    context.setCarrier(headers);
    return new Span(start("publish " + topic, context, topic, "publish"), headers);
  }

  /**
   * Begins the span of what is done because of records: in the trace of the first that has one, or
   * none. Records are not looked at while traces are off.
   */
  public Span received(String topic, Stream<Headers> records) {
    return observations.isNoop()
        ? Span.NONE
        : records
            .filter(headers -> headers.lastHeader(TRACE) != null)
            .findFirst()
            .map(headers -> receiving(topic, headers))
            .orElse(Span.NONE);
  }

  private Span receiving(String topic, Headers headers) {
    var context = new ReceiverContext<Headers>(KafkaTraces::value, Kind.CONSUMER);
    context.setCarrier(headers);
    return new Span(start("process " + topic, context, topic, "process"), new RecordHeaders());
  }

  private static @Nullable String value(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  private Observation start(
      String name, Observation.Context context, String topic, String operation) {
    return Observation.createNotStarted("kafka." + operation, () -> context, observations)
        .contextualName(name)
        .lowCardinalityKeyValue("messaging.system", "kafka")
        .lowCardinalityKeyValue("messaging.destination.name", topic)
        .lowCardinalityKeyValue("messaging.operation.type", operation)
        .start();
  }
}
