package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tenantatlas.projector.pipeline.SettableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Status;

/** A server that is asked again and again; the test asks, and moves time. */
class WatchTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SettableClock clock = new SettableClock(NOON);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Callable<String> server = () -> "yes";
  private final Watch<String> watch =
      new Watch<>("the server", SECOND, SECOND.multipliedBy(10), clock, () -> server.call());

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(log);
    watch.close();
  }

  @Test
  void whatIsAnsweredIsKept() {
    watch.ask();
    assertThat(watch.answer()).isEqualTo("yes");
    assertThat(watch.failure()).isNull();
    assertThat(new WatchHealth(watch).health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void aServerThatDoesNotAnswerIsToldOnceAndThatItAnswersAgainOnce() {
    server =
        () -> {
          throw new IllegalStateException("outer", new SQLException("connection refused\nmore"));
        };
    watch.ask();
    clock.advance(SECOND);
    watch.ask();
    assertThat(watch.answer()).isNull();
    assertThat(watch.failure())
        .isEqualTo(
            new Watch.Failure(
                "the server does not answer: SQLException: connection refused", NOON));
    assertThat(new WatchHealth(watch).health().getDetails()).containsEntry("since", NOON);
    server = () -> "yes";
    watch.ask();
    watch.ask();
    assertThat(watch.failure()).isNull();
    assertThat(log.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "The server does not answer: SQLException: connection refused; this process asks again every 1000 ms",
            "The server answers again");
    assertThat(log.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
        .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
  }

  @Test
  void aServerThatIsSilentForTooLongDoesNotAnswer() {
    Watch.@Nullable Failure[] seen = new Watch.Failure[2];
    server =
        () -> {
          clock.advance(SECOND.multipliedBy(10));
          seen[0] = watch.failure();
          clock.advance(SECOND);
          seen[1] = watch.failure();
          return "at last";
        };
    watch.ask();
    assertThat(seen[0]).isNull();
    assertThat(seen[1]).isEqualTo(new Watch.Failure("the server does not answer", NOON));
    assertThat(watch.failure()).isNull();
    assertThat(watch.answer()).isEqualTo("at last");
  }

  @Test
  void whoListensIsToldBehindEachQuestion() {
    int[] told = {0};
    watch.listen(() -> told[0]++);
    watch.ask();
    server =
        () -> {
          throw new SQLException("no");
        };
    watch.ask();
    assertThat(told[0]).isEqualTo(2);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Watch.class);
  }
}
