package io.tenantatlas.query.http;

import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.stream.Subscription;
import io.tenantatlas.query.stream.Subscription.Signal;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * Writes server-sent events (HTML Living Standard, section 9.2). An event's bytes are made once for
 * all who are sent it.
 */
public final class EventWriter {

  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

  private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

  private final AnswerCache made;
  private final Duration keepAlive;
  private final Clock clock;
  private final IntConsumer sent;

  /**
   * @param keepAlive after so long without an event a comment is sent
   * @param sent is told how many events were sent
   */
  public EventWriter(AnswerCache made, Duration keepAlive, Clock clock, IntConsumer sent) {
    this.made = made;
    this.keepAlive = keepAlive;
    this.clock = clock;
    this.sent = sent;
  }

  /**
   * Writes, in a virtual thread of its own, until there is nothing more or the instant has come;
   * then ends the answer and the subscription. The request's own thread would do, but what it has
   * on its stack takes some 30 KB.
   */
  void start(long tenantId, Subscription subscription, Instant until, AsyncContext answer) {
    answer.setTimeout(0);
    var unused =
        Thread.startVirtualThread(
            () -> {
              try (subscription) {
                write(tenantId, subscription, until, (HttpServletResponse) answer.getResponse());
              } catch (IOException | InterruptedException e) {
                LOG.debug("A follower has gone, or takes nothing for too long", e);
              } finally {
                answer.complete();
              }
            });
  }

  private void write(
      long tenantId, Subscription subscription, Instant until, HttpServletResponse response)
      throws IOException, InterruptedException {
    do { // whoever was let in has what was there then
      Duration left = Duration.between(clock.instant(), until);
      switch (subscription.next(left.compareTo(keepAlive) < 0 ? left : keepAlive)) {
        case Signal.Changed(var documents) -> {
          send(events(tenantId, documents), response);
          sent.accept(documents.size());
        }
        case Signal.Quiet() -> send(KEEP_ALIVE, response);
        case Signal.Ended() -> {
          return;
        }
      }
    } while (clock.instant().isBefore(until));
  }

  /** Sends the head of a stream, with these headers. */
  static void begin(HttpHeaders headers, HttpServletResponse response) throws IOException {
    headers.toSingleValueMap().forEach(response::setHeader);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no"); // nginx shall pass events on at once
    response.setContentType("text/event-stream;charset=UTF-8");
    response.flushBuffer();
  }

  /** At once, and past the server's buffer, which it would keep for as long as the stream. */
  private static void send(byte[] events, HttpServletResponse response) throws IOException {
    response.getOutputStream().write(ByteBuffer.wrap(events));
  }

  /** As one: what a follower costs is mostly the write. */
  private byte[] events(long tenantId, SequencedMap<String, Document.Rendered> documents) {
    List<byte[]> events = new ArrayList<>();
    documents.forEach(
        (kind, document) -> events.add(event(new DocumentKey.OfTenant(tenantId, kind), document)));
    return events.size() == 1 ? events.getFirst() : joined(events);
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(all::put);
    return all.array();
  }

  private byte[] event(DocumentKey.OfTenant key, Document.Rendered document) {
    return made.event(
        key,
        document,
        () ->
            String.format(
                    Locale.ROOT,
                    "event: %s\nid: %d\ndata: %s\n\n",
                    key.kind(),
                    document.version(),
                    DocumentAnswers.whole(key, document))
                .getBytes(StandardCharsets.UTF_8));
  }
}
