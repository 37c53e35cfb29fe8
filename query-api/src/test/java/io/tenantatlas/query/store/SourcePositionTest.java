package io.tenantatlas.query.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePositionTest {

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "0/16B3748", "1/0", "FFFFFFFF/FFFFFFFF", "A/80000000"})
  void isWrittenAsPostgresWritesIt(String written) {
    assertThat(SourcePosition.parse(written)).hasToString(written);
  }

  @Test
  void isReadWithLeadingZerosAndInLowerCase() {
    assertThat(SourcePosition.parse("00000000/016b3748")).hasToString("0/16B3748");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "0/", "/0", "0/0/0", "123456789/0", "0/G", "-1/0", " 0/0", "0/0,0/1"})
  void anythingElseIsRefusedWithTheForm(String text) {
    assertThatThrownBy(() -> SourcePosition.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0/16B3748");
  }

  @Test
  void isOrderedAsUnsigned() {
    var low = SourcePosition.parse("7FFFFFFF/FFFFFFFF");
    var high = SourcePosition.parse("80000000/0");
    assertThat(low.isBefore(high)).isTrue();
    assertThat(high.isBefore(low)).isFalse();
    assertThat(high.isBefore(high)).isFalse();
  }
}
