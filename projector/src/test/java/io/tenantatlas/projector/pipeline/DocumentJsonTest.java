package io.tenantatlas.projector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DocumentJsonTest {

  @Test
  void membersStandInTheMapsOrder() {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("z", 1L);
    document.put("a", Collections.emptyMap());
    document.put("m", List.of());
    document.put("n", null);
    assertThat(DocumentJson.write(document)).isEqualTo("{\"z\":1,\"a\":{},\"m\":[],\"n\":null}");
  }

  @Test
  void listsAndMapsAreNested() {
    assertThat(json(Arrays.asList(1L, null, List.of(Map.of("a", true)))))
        .isEqualTo("[1,null,[{\"a\":true}]]");
  }

  @Test
  void instantsHaveMillisecondsAndWhatIsFinerIsCutOff() {
    assertThat(json(Instant.parse("2026-11-21T20:00:00Z")))
        .isEqualTo("\"2026-11-21T20:00:00.000Z\"");
    assertThat(json(Instant.parse("2026-11-21T20:00:00.123999Z")))
        .isEqualTo("\"2026-11-21T20:00:00.123Z\"");
    assertThat(json(Instant.parse("1969-12-31T23:59:59.999999Z")))
        .isEqualTo("\"1969-12-31T23:59:59.999Z\"");
  }

  @Test
  void decimalsKeepTheirPlaces() {
    assertThat(json(new BigDecimal("71.4"))).isEqualTo("71.4");
    assertThat(json(new BigDecimal("100.0"))).isEqualTo("100.0");
    assertThat(json(new BigDecimal("0.0"))).isEqualTo("0.0");
  }

  @Test
  void wholeNumbersKeepAllTheirDigits() {
    assertThat(json(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    assertThat(json(-1L)).isEqualTo("-1");
  }

  @Test
  void textIsEscaped() {
    assertThat(json("a\"b\\c\nd\u0001ä😀")).isEqualTo("\"a\\\"b\\\\c\\nd\\u0001ä😀\"");
  }

  @Test
  void theSameDocumentAlwaysGivesTheSameText() {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("b", List.of("x", 1L));
    document.put("a", new BigDecimal("1.0"));
    assertThat(DocumentJson.write(document))
        .isEqualTo(DocumentJson.write(new LinkedHashMap<>(document)));
  }

  @Test
  void aValueWithoutJsonFormIsAnError() {
    assertThatIllegalArgumentException().isThrownBy(() -> json(new Object()));
  }

  private static String json(@Nullable Object value) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("v", value);
    String text = DocumentJson.write(document);
    assertThat(text).startsWith("{\"v\":").endsWith("}");
    return text.substring("{\"v\":".length(), text.length() - 1);
  }
}
