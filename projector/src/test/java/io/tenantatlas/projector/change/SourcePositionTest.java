package io.tenantatlas.projector.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePositionTest {

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "0/16B3748", "1/0", "A/FFFFFFFF", "FFFFFFFF/FFFFFFFF"})
  void theTextFormComesBackUnchanged(String text) {
    assertThat(SourcePosition.parse(text)).hasToString(text);
  }

  @Test
  void theHalvesAreTheHighAndLowWords() {
    assertThat(SourcePosition.parse("0/16B3748").value()).isEqualTo(0x16B3748L);
    assertThat(SourcePosition.parse("2/00000001").value()).isEqualTo(0x2_0000_0001L);
    assertThat(SourcePosition.parse("0/16b3748")).isEqualTo(SourcePosition.parse("0/16B3748"));
  }

  @Test
  void zeroIsBeforeEveryCommit() {
    assertThat(SourcePosition.ZERO).isEqualTo(SourcePosition.parse("0/0"));
    assertThat(SourcePosition.ZERO).isLessThan(SourcePosition.parse("0/1"));
  }

  @Test
  void positionsAreOrderedAsUnsignedNumbers() {
    assertThat(SourcePosition.parse("0/FFFFFFFF")).isLessThan(SourcePosition.parse("1/0"));
    assertThat(SourcePosition.parse("7FFFFFFF/FFFFFFFF"))
        .isLessThan(SourcePosition.parse("80000000/0"));
    assertThat(SourcePosition.parse("1/2"))
        .isEqualByComparingTo(SourcePosition.parse("00000001/00000002"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "/", "0/", "/0", "0/G", "0/123456789", "-1/0", " 0/0", "0/0\n", "0/0/0"})
  void anyOtherTextIsAnError(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> SourcePosition.parse(text));
  }
}
