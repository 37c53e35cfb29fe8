package io.tenantatlas.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  private static final String OBJECT =
      """
      {"":{ "x" : 1.50 },"a":[1, {"b":2}],"b":"\\u00e9 \\" } é","n":null,"i":12345678901234567890.10,"z":-0.0}""";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'' | { \"x\" : 1.50 }",
        "a  | [1, {\"b\":2}]",
        "b  | \"\\u00e9 \\\" } é\"",
        "n  | null",
        "i  | 12345678901234567890.10",
        "z  | -0.0"
      })
  void aMemberKeepsItsExactText(String name, String value) {
    assertThat(JsonText.member(OBJECT, name)).isEqualTo(value);
  }

  @Test
  void whatTheSourceCouldStoreIsNotTooMuch() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    String wide = "9".repeat(100_000);
    String object = "{\"deep\":" + deep + ",\"wide\":" + wide + ",\"last\":1}";
    assertThat(JsonText.member(object, "deep")).isEqualTo(deep);
    assertThat(JsonText.member(object, "wide")).isEqualTo(wide);
    assertThat(JsonText.member(object, "last")).isEqualTo("1");
  }

  @Test
  void theStringsOfAnArrayAreRead() {
    assertThat(JsonText.strings("[]")).isEmpty();
    assertThat(JsonText.strings("[\"a\", \"\\u00e9\"]")).containsExactly("a", "é");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "\"a\"", "[1]", "[\"a\",null]", "[[\"a\"]]", "[\"a\""})
  void anythingElseIsNoArrayOfStrings(String text) {
    assertThatThrownBy(() -> JsonText.strings(text)).isInstanceOf(MalformedDocumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[\"c\"]", "\"c\"", "{}", "{\"b\":{\"c\":1}}", "{\"a\":1"})
  void aMemberThatIsNotThereIsRefused(String text) {
    assertThatThrownBy(() -> JsonText.member(text, "c"))
        .isInstanceOf(MalformedDocumentException.class);
  }

  @Test
  void whatIsBrokenIsSaidWithoutContent() {
    assertThatThrownBy(() -> JsonText.member("{\"a\": secret}", "a"))
        .isInstanceOf(MalformedDocumentException.class)
        .hasMessageContaining("character ")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void membersOfSeveralObjectsAreJoined() {
    assertThat(JsonText.join(JsonText.members("{\"a\":1}"), JsonText.members("{ }"), "\"b\":2"))
        .isEqualTo("\"a\":1,\"b\":2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "}", "null", "[]", "{\"a\":1"})
  void onlyAnObjectHasMembers(String text) {
    assertThatThrownBy(() -> JsonText.members(text)).isInstanceOf(MalformedDocumentException.class);
  }

  @Test
  void aStringIsWrittenAsJson() {
    assertThat(JsonText.string("a/\\\"\n\u0001é🔑")).isEqualTo("\"a/\\\\\\\"\\n\\u0001é🔑\"");
  }
}
