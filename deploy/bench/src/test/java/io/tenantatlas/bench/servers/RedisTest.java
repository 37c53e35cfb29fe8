package io.tenantatlas.bench.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tenantatlas.bench.BenchException;
import org.junit.jupiter.api.Test;

class RedisTest {

  @Test
  void rateAndLatenciesAreRead() {
    String output =
        """
        "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
        "GET document","103092.78","0.082","0.032","0.079","0.111","0.175","1.511"
        """;
    assertThat(Redis.parse(output)).isEqualTo(new Redis.Run(103092.78, 0.079, 0.175));
  }

  @Test
  void whatIsNoMeasurementIsAnError() {
    assertThatThrownBy(() -> Redis.parse("Could not connect")).isInstanceOf(BenchException.class);
  }
}
