package io.tenantatlas.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule for unknown values that the end-to-end tests hold the product against. */
class BadgeCatalogTest {

  @ParameterizedTest
  @CsvSource({
    "needs_review, Needs Review",
    "needsReview, Needs Review",
    "NEEDS-REVIEW, Needs Review",
    "--a  b_, A B",
    "run2Go, Run2 Go",
    "APIError, Apierror",
    "éÖ, É Ö",
    "___, ___"
  })
  void headlineCaseSplitsAndCapitalizes(String value, String label) {
    assertThat(BadgeCatalog.headline(value)).isEqualTo(label);
  }
}
