package io.tenantatlas.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PerformancePageTest {

  private static final String PAGE =
      """
      # Performance

      ## One
      old

      ## Two
      stays
      """;

  @Test
  void aSectionTakesThePlaceOfTheOneWithItsTitle() {
    assertThat(PerformancePage.replaced(PAGE, "One", "## One\nnew\n"))
        .isEqualTo(PAGE.replace("old", "new"));
    assertThat(PerformancePage.replaced(PAGE, "Two", "## Two\nnew\n"))
        .isEqualTo(PAGE.replace("stays", "new"));
  }

  @Test
  void aNewSectionComesLast() {
    assertThat(PerformancePage.replaced(PAGE, "Three", "## Three\nnew\n"))
        .isEqualTo(PAGE + "\n## Three\nnew\n");
  }
}
