package io.tenantatlas.standalone.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromQlTest {

  @Test
  void selectorsAreFoundAmongAggregationsFunctionsAndNumbers() {
    assertThat(
            PromQl.selectors(
                """
                histogram_quantile(0.95, sum by (route, le) (rate(a_bucket{s!="5{0}3"}[5m]))) > 1e3
                  and on () (max(b:c) or vector(0)) unless count without (x) (d == 1) < 10 * 1024^3
                  or absent(up{job="q"} == 1) and {__name__=~"e|f", job=~"$job"}"""))
        .containsExactly(
            "a_bucket{s!=\"5{0}3\"}",
            "b:c", "d", "up{job=\"q\"}", "{__name__=~\"e|f\", job=~\"$job\"}");
  }

  @Test
  void aSelectorWithoutANameIsOfTheMetricsThatItLists() {
    assertThat(PromQl.metrics("{__name__=~\"e|f\", job=~\"x\"}")).isEqualTo(List.of("e", "f"));
    assertThat(PromQl.metrics("up{job=\"x\"}")).isEqualTo(List.of("up"));
  }
}
