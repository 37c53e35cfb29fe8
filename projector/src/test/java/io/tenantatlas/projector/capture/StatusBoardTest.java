package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tenantatlas.projector.capture.CaptureStatus.State;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is logged of capture, and handed on. */
class StatusBoardTest {

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<State> handedOn = new ArrayList<>();
  private final StatusBoard board =
      new StatusBoard(Clock.systemUTC(), status -> handedOn.add(status.state()));

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(log);
  }

  @Test
  void whatIsTriedInVainAgainAndAgainIsLoggedOnce() {
    for (int i = 0; i < 3; i++) {
      board.reads(TableReading.Reason.FIRST_SNAPSHOT, "the first snapshot", 10);
      board.set(State.STOPPED, "no permission");
    }
    assertThat(lines())
        .containsExactly(
            "Capture reads tables of the source: the first snapshot",
            "Capture cannot follow the source: no permission");
    assertThat(handedOn).hasSize(6);
  }

  @Test
  void thatItWorksAgainIsLoggedAndThenAFailureIsNews() {
    for (int i = 0; i < 2; i++) {
      board.set(State.STOPPED, "no permission");
      board.set(State.FOLLOWING, null);
    }
    assertThat(lines())
        .containsExactly(
            "Capture cannot follow the source: no permission",
            "Capture follows the source",
            "Capture cannot follow the source: no permission",
            "Capture follows the source");
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(StatusBoard.class);
  }
}
