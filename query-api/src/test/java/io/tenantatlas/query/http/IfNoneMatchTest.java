package io.tenantatlas.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfNoneMatchTest {

  private static final String ETAG = "\"kpi-1\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        " * ",
        "\"kpi-1\"",
        "W/\"kpi-1\"",
        "\"a\", \"kpi-1\"",
        "\"a,b\",W/\"kpi-1\" ,\"c\""
      })
  void aListedTagMatchesByWeakComparison(String value) {
    assertThat(IfNoneMatch.matches(List.of(value), ETAG)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kpi-1", "\"kpi-12\"", "\"x\", \"kpi-2\"", "\"*\"", "\"kpi-1"})
  void anotherTagOrNoneDoesNotMatch(String value) {
    assertThat(IfNoneMatch.matches(List.of(value), ETAG)).isFalse();
  }

  @Test
  void everyLineOfTheHeaderCounts() {
    assertThat(IfNoneMatch.matches(List.of("\"a\"", "\"b\", \"kpi-1\""), ETAG)).isTrue();
    assertThat(IfNoneMatch.matches(List.of(), ETAG)).isFalse();
  }
}
