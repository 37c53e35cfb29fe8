package io.tenantatlas.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepresentationTest {

  private static final String LONG = "{\"a\":\"" + "ü".repeat(2000) + "\"}";

  @Test
  void compressedItIsTheSameTextUnderAnotherTag() throws IOException {
    Representation plain = Representation.of(LONG, "\"kpi-1\"", false);
    Representation compressed = Representation.of(LONG, "\"kpi-1\"", true);
    assertThat(plain.etag()).isEqualTo("\"kpi-1\"");
    assertThat(new String(plain.body(), StandardCharsets.UTF_8)).isEqualTo(LONG);
    assertThat(compressed.etag()).isEqualTo("\"kpi-1-gzip\"");
    assertThat(compressed.compressed()).isTrue();
    try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
      assertThat(new String(unzipped.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(LONG);
    }
  }

  @Test
  void whatIsShortStaysAsItIs() {
    Representation answer = Representation.of("{}", "\"kpi-1\"", true);
    assertThat(answer.compressed()).isFalse();
    assertThat(answer.etag()).isEqualTo("\"kpi-1\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "deflate, gzip", "br;q=1.0, gzip;q=0.5", "*", "x-gzip", "gzip ; q=1"})
  void gzipIsSentToThoseWhoTakeIt(String header) {
    assertThat(Representation.wantsGzip(List.of(header))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "br", "gzip;q=0", "gzip;q=0.000", "gzipped", "deflate"})
  void gzipIsNotSentToOthers(String header) {
    assertThat(Representation.wantsGzip(List.of(header))).isFalse();
  }

  @Test
  void everyFieldLineCounts() {
    assertThat(Representation.wantsGzip(List.of("br", "gzip"))).isTrue();
    assertThat(Representation.wantsGzip(List.of())).isFalse();
  }
}
