package io.tenantatlas.projector.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tenantatlas.projector.change.Column;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is kept of a JSON column. */
class JsonMembersTest {

  private static final int RANDOM_OBJECTS = 20_000;

  private static final Column COLUMN =
      new Column(
          "context",
          Column.Type.JSON,
          List.of(
              new Column.Member("report", Column.Type.JSON),
              new Column.Member("run", Column.Type.INTEGER)),
          false);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"report":{"a": [1, 2]}}               | {"a": [1, 2]}
          {"report": {} , "b":1}                 | {}
          { "a" : { "report" : 1 } , "report" : [ ] } | [ ]
          {"report":"text"}                      | "text"
          {"report":"a \\"b\\" \\u00e9 é 😀"}    | "a \\"b\\" \\u00e9 é 😀"
          {"report":""}                          | ""
          {"report":"null"}                      | "null"
          {"report":true }                       | true
          {"report":false}                       | false
          {"report":-0}                          | -0
          {"report":1.10}                        | 1.10
          {"report":12345678901234567890.123456789012345678901234567890} | 12345678901234567890.123456789012345678901234567890
          {"report":1E+400}                      | 1E+400
          {"\\u0072eport":1}                     | 1
          {"report":1,"report":{"b":2}}          | {"b":2}
          """)
  void aMemberKeptAsJsonIsAsItIsWritten(String json, String report) throws Exception {
    assertThat(read(json)).containsEntry("context.report", report);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"report\":null}",
        "{\"report\":1,\"report\":null}",
        "{\"Report\":1}",
        "{\"a\":{\"report\":1}}",
        "[{\"report\":1}]",
        "[]",
        "null",
        "true",
        "7",
        "\"{}\"",
        " \"report\" ",
      })
  void aMemberThatIsNotThereIsNull(String json) throws Exception {
    assertThat(read(json))
        .containsOnlyKeys("context.report", "context.run")
        .containsEntry("context.report", null)
        .containsEntry("context.run", null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          7                       | 7
          0                       | 0
          -0                      | 0
          -7                      | -7
          9223372036854775807     | 9223372036854775807
          -9223372036854775808    | -9223372036854775808
          "7"                     | 7
          "-7"                    | -7
          "007"                   | 7
          "\\u0037"               | 7
          "999999999999999999"    | 999999999999999999
          1,"run":8               | 8
          """)
  void aWholeNumberIsReadAlsoFromAStringOfDigits(String run, long number) throws Exception {
    assertThat(read("{\"run\":%s}".formatted(run))).containsEntry("context.run", number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "7.0",
        "7e0",
        "7E2",
        "9223372036854775808",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "\"\"",
        "\"-\"",
        "\"+7\"",
        "\" 7\"",
        "\"7\\n\"",
        "\"7.0\"",
        "\"0x7\"",
        "\"٧\"",
        "\"1234567890123456789\"",
        "[7]",
        "{\"run\":7}",
        "7,\"run\":\"x\"",
      })
  void anythingElseIsNoWholeNumber(String run) throws Exception {
    assertThat(read("{\"run\":%s}".formatted(run))).containsEntry("context.run", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"report\":1",
        "{\"report\"",
        "{\"report\":}",
        "{\"report\":1,}",
        "{\"report\":[1}",
        "{\"report\":\"s3cr3t}",
        "{\"report\":s3cr3t}",
        "{\"report\":NaN}",
        "{\"report\":007}",
        "{\"report\":1}}",
        "{}{}",
        "{} s3cr3t",
        "[1,",
        "[1]]",
        "1 2",
        "\"s3cr3t",
        "nul",
        "'s3cr3t'",
      })
  void whatIsNotJsonIsAnErrorThatSaysWhere(String text) {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> read(text))
        .withMessageStartingWith("runs id 7: context: expected JSON, at most 400 levels deep")
        .withMessageNotContaining("s3cr3t")
        .withNoCause();
  }

  @Test
  void aColumnThatIsNullHasNullMembers() throws Exception {
    assertThat(read(null)).containsEntry("context.report", null).containsEntry("context.run", null);
  }

  @Test
  void ofAColumnWithoutMembersNothingIsReadAndNothingKept() throws Exception {
    Map<String, @Nullable Object> values = new HashMap<>();
    JsonMembers.put(new Column("c", Column.Type.JSON, List.of(), false), "not JSON", "", values);
    assertThat(values).isEmpty();
  }

  @Test
  void jsonIsReadAsDeepAsItMayBe() throws Exception {
    String inside = nested(JsonMembers.DEPTH_MAX - 1);
    assertThat(read("{\"report\":" + inside + "}")).containsEntry("context.report", inside);
    assertThat(read("{\"a\":" + inside + ",\"run\":7}")).containsEntry("context.run", 7L);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1_000, 1_000_000})
  void jsonThatIsDeeperIsAnErrorAndNotAnOverflow(int depth) {
    for (String name : List.of("report", "other")) {
      assertThatExceptionOfType(MalformedRecordException.class)
          .isThrownBy(() -> read("{\"%s\":%s}".formatted(name, nested(depth))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "-%s", "%s.5", "0.%s", "[{\"a\":%s}]"})
  void aNumberOfMoreDigitsThanAreReadElsewhereIsAnError(String form) throws Exception {
    String fits = form.formatted("1".repeat(990));
    assertThat(read("{\"report\":%s}".formatted(fits))).containsEntry("context.report", fits);
    for (String name : List.of("report", "run", "other")) {
      assertThatExceptionOfType(MalformedRecordException.class)
          .isThrownBy(() -> read("{\"%s\":%s}".formatted(name, form.formatted("1".repeat(1_001)))));
    }
  }

  @Test
  void aVeryLongNameIsAnError() {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> read("{\"%s\":1}".formatted("n".repeat(50_001))));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void largeValuesAreReadWholly() throws Exception {
    String report = "{\"text\":\"%s\"}".formatted("é\\n😀x".repeat(500_000));
    String json = "{\"a\":\"%s\",\"report\":%s,\"run\":7}".formatted("x".repeat(100_000), report);
    assertThat(read(json)).containsEntry("context.report", report).containsEntry("context.run", 7L);
  }

  @Test
  void theMembersAreThoseOfTheTreeWhateverIsAroundThem() throws Exception {
    Random random = new Random(20260301);
    JsonMapper mapper = JsonMapper.shared();
    for (int i = 0; i < RANDOM_OBJECTS; i++) {
      String json = object(random, 0);
      JsonNode expected = mapper.readTree(json).get("report");
      Object report = read(json).get("context.report");
      if (expected == null || expected.isNull()) {
        assertThat(report).as(json).isNull();
      } else {
        assertThat(json).contains(String.valueOf(report));
        assertThat(String.valueOf(report)).isEqualTo(String.valueOf(report).strip());
        assertThat(mapper.readTree(String.valueOf(report))).as(json).isEqualTo(expected);
      }
    }
  }

  private static String object(Random random, int depth) {
    StringJoiner members = new StringJoiner(",", "{", "}");
    for (int i = random.nextInt(5); i > 0; i--) {
      String name = random.nextInt(3) == 0 ? "report" : "m" + random.nextInt(4);
      String space = " \n".repeat(random.nextInt(3));
      members.add(space + "\"" + name + "\"" + space + ":" + space + any(random, depth) + space);
    }
    return members.toString();
  }

  private static String any(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0 -> "null";
      case 1 -> Boolean.toString(random.nextBoolean());
      case 2 -> Long.toString(random.nextLong());
      case 3 -> Double.toString(random.nextGaussian() * 1e9);
      case 4 ->
          "\"" + List.of("", "a", "}", "\\\"", "é😀", "x".repeat(40)).get(random.nextInt(6)) + "\"";
      case 5 -> "[" + any(random, depth + 1) + " , " + object(random, depth + 1) + "]";
      default -> object(random, depth + 1);
    };
  }

  private static Map<String, @Nullable Object> read(@Nullable String json)
      throws MalformedRecordException {
    Map<String, @Nullable Object> values = new HashMap<>();
    JsonMembers.put(COLUMN, json, "runs id 7: context", values);
    return values;
  }
}
