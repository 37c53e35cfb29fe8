package io.tenantatlas.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.query.freshness.Demand;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class FreshnessTest {

  private static final WaitLimits LIMITS =
      new WaitLimits(Duration.ofSeconds(2), Duration.ofSeconds(30));

  private static Freshness of(String name, String... values) {
    var headers = new HttpHeaders();
    for (String value : values) {
      headers.add(name, value);
    }
    return Freshness.of(headers, LIMITS);
  }

  @Test
  void withoutHeadersNothingIsAsked() {
    Freshness asked = Freshness.of(new HttpHeaders(), LIMITS);
    assertThat(asked.demand()).isEqualTo(Demand.NONE);
    assertThat(asked.atMost()).isEqualTo(LIMITS.byDefault());
  }

  @Test
  void thePositionIsRead() {
    assertThat(of("atlas-min-lsn", " 0/16B3748 ").demand().minimum())
        .isEqualTo(SourcePosition.parse("0/16B3748"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "wait=0                       | 0",
        "wait=30                      | 30",
        "respond-async, WAIT = 7      | 7",
        "wait=\"9\"                   | 9",
        "wait=4; strict=\"a,b\"       | 4",
        "wait=5, wait=6               | 5",
        "foo=\"a, wait=99\", wait=3   | 3",
        "foo=\", wait=8               | 2",
        "waiting=99                   | 2",
        "''                           | 2"
      })
  void theWaitIsReadAsRfc7240Says(String prefer, long seconds) {
    assertThat(of("Prefer", prefer).atMost()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void theFirstOfSeveralLinesCounts() {
    assertThat(of("Prefer", "respond-async", "wait=3", "wait=4").atMost())
        .isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"wait", "wait=", "wait=31", "wait=-1", "wait=1.5", "wait=abc", "wait=9999999999"})
  void aWaitThatIsNotAllowedIsRefusedWithTheRange(String prefer) {
    assertThatThrownBy(() -> of("Prefer", prefer))
        .isInstanceOfSatisfying(
            InvalidParameterException.class,
            refused -> {
              assertThat(refused.parameter()).isEqualTo("Prefer");
              assertThat(refused.expected()).contains("0 to 30");
            });
  }

  @Test
  void aPositionIsWaitedForUnasked() {
    assertThat(of("Atlas-Min-Lsn", "0/1").atMost()).isEqualTo(LIMITS.byDefault());
  }

  @Test
  void theHistoryIsReadAndNotWaitedForUnasked() {
    Freshness asked = of("atlas-source-history", " 7351234567890123456/1 ");
    assertThat(asked.demand())
        .isEqualTo(new Demand(new SourceHistory("7351234567890123456/1"), null));
    assertThat(asked.atMost()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "latest", "7", "7/1, 7/2", "7/A"})
  void aHistoryThatIsNoneIsRefusedWithTheForm(String history) {
    assertThatThrownBy(() -> of("Atlas-Source-History", history))
        .isInstanceOfSatisfying(
            InvalidParameterException.class,
            refused -> {
              assertThat(refused.parameter()).isEqualTo("Atlas-Source-History");
              assertThat(refused.expected()).contains("7351234567890123456/1");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "latest", "0/1, 0/2"})
  void aPositionThatIsNoneIsRefusedWithTheForm(String position) {
    assertThatThrownBy(() -> of("Atlas-Min-Lsn", position))
        .isInstanceOfSatisfying(
            InvalidParameterException.class,
            refused -> {
              assertThat(refused.parameter()).isEqualTo("Atlas-Min-Lsn");
              assertThat(refused.expected()).contains("0/16B3748");
            });
  }
}
