package io.tenantatlas.service.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/** A failed start is one line. */
class FailureReportTest {

  @Test
  void aReportOfSeveralLinesIsOneLine() {
    assertThat(
            OneLineReporter.line(
                new FailureAnalysis(
                    "Binding failed:\n\n    Property: x\n",
                    "Update it.",
                    new IllegalStateException())))
        .isEqualTo("Binding failed: Property: x Update it.");
  }

  @Test
  void aFailureSaysByItselfWhatToDo() {
    @Nullable FailureAnalysis analysis =
        new StartupFailureAnalyzer()
            .analyze(new IllegalStateException(new StartupFailure("set atlas.source.url")));
    assertThat(line(analysis)).isEqualTo("set atlas.source.url");
  }

  @Test
  void whatStandsInAMalformedFileIsNotShown() {
    try {
      Object unused = new Yaml().load("a: 1\npassword: secret: word\n");
      throw new AssertionError(unused);
    } catch (YAMLException e) {
      @Nullable FailureAnalysis analysis = new MalformedYamlAnalyzer().analyze(e);
      assertThat(line(analysis)).contains("(line 2, column ").doesNotContain("secret");
    }
  }

  private static String line(@Nullable FailureAnalysis analysis) {
    return OneLineReporter.line(Objects.requireNonNull(analysis));
  }
}
