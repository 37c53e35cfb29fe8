package io.tenantatlas.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.bench.BenchException;
import org.junit.jupiter.api.Test;

class WrkRunTest {

  private static final String OUTPUT =
      """
      Running 5s test @ http://127.0.0.1:9900/kpis
        1 threads and 16 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency   412.11us    1.01ms  25.32ms   96.12%
          Req/Sec    51.32k     3.21k   58.10k    70.00%
        Latency Distribution
           50%  268.00us
           75%  350.00us
           90%  480.00us
           99%    4.31ms
        255320 requests in 5.00s, 1.31GB read
      """;

  @Test
  void ratesAndLatenciesAreRead() {
    WrkRun load = WrkRun.parse(OUTPUT + "Requests/sec:  51063.98\nTransfer/sec:    268.12MB\n");
    assertThat(load).isEqualTo(new WrkRun(51063.98, 0.268, 4.31, 0));
  }

  @Test
  void allKindsOfErrorsAreCounted() {
    WrkRun load =
        WrkRun.parse(
            OUTPUT
                + """
                  Socket errors: connect 1, read 20, write 300, timeout 4000
                  Non-2xx or 3xx responses: 50000
                Requests/sec:  51063.98
                """);
    assertThat(load.errors()).isEqualTo(54321);
  }

  @Test
  void whatIsNoMeasurementIsAnError() {
    assertThatThrownBy(() -> WrkRun.parse("unable to connect")).isInstanceOf(BenchException.class);
  }
}
