package io.tenantatlas.projector.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceHistoryTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"0/0", "7351234567890123456/1", "18446744073709551615/4294967295", "7/1.2"})
  void theTextFormComesBackUnchanged(String text) {
    assertThat(new SourceHistory(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "/",
        "7/",
        "/1",
        "7/1/2",
        "7/A",
        "-7/1",
        " 7/1",
        "7/1\n",
        "7/1.",
        "7/1.a",
        "7/1.2.3",
        "735123456789012345678/1",
        "7/12345678901",
        "٧/1"
      })
  void anyOtherTextIsAnError(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new SourceHistory(text));
  }

  @Test
  void itHasAtMost60Characters() {
    String longest = "7/1." + "1".repeat(56);
    assertThat(new SourceHistory(longest)).hasToString(longest);
    assertThatIllegalArgumentException().isThrownBy(() -> new SourceHistory(longest + "1"));
  }
}
