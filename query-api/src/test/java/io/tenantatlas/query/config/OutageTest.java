package io.tenantatlas.query.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tenantatlas.query.security.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T20:00:00Z"));
  private final Outage outage = new Outage(logger(), "The read model", clock);

  private Logger logger() {
    Logger logger = new LoggerContext().getLogger("outage");
    log.start();
    logger.addAppender(log);
    return logger;
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void isSaidOnceInOneLineAndSoIsItsEnd() {
    outage.works();
    for (int i = 0; i < 100; i++) {
      outage.fails("refused\n  by the database");
      clock.advance(Duration.ofSeconds(100));
    }
    outage.works();
    outage.works();
    assertThat(said())
        .containsExactly(
            "The read model cannot be read: refused by the database",
            "The read model can be read again");
  }

  @Test
  void eachReasonIsSaidOnceWhateverItsNumbers() {
    for (int i = 0; i < 100; i++) {
      outage.fails("timed out after " + i + " ms");
      outage.fails("refuses the password");
      clock.advance(Duration.ofSeconds(100));
    }
    outage.works();
    assertThat(said())
        .containsExactly(
            "The read model cannot be read: timed out after 0 ms",
            "The read model cannot be read: refuses the password",
            "The read model can be read again");
  }

  @Test
  void thatComesAndGoesIsSaidOnceAMinute() {
    for (int second = 0; second < 180; second++) {
      outage.fails("down");
      outage.works();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(said()).hasSize(6);
  }

  @Test
  void thatCameBackTooSoonIsSaidWhenItStays() {
    outage.fails("down");
    outage.works();
    outage.fails("down again");
    assertThat(said()).hasSize(2);
    clock.advance(Duration.ofMinutes(1));
    outage.fails("still down");
    assertThat(said()).hasSize(3);
  }
}
