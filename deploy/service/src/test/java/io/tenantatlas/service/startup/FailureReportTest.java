package io.tenantatlas.service.startup;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;
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

  record Limits(@Min(1) int maxWaiters, @DecimalMax("2") double rate) {
    @AssertTrue(message = "atlas.some.rate must be less than atlas.some.max-waiters")
    boolean isRateLess() {
      return rate < maxWaiters;
    }
  }

  @Test
  void aSettingOutOfItsBoundsIsNamedAsItIsWritten() {
    assertThat(refusal(Map.of("atlas.some.max-waiters", "0", "atlas.some.rate", "-1")))
        .startsWith("atlas.some.max-waiters must be greater than or equal to 1, and is 0 (")
        .doesNotContain("maxWaiters", ";");
  }

  @Test
  void severalSettingsAndRulesAreOneLine() {
    assertThat(
            refusal(Map.of("atlas.some.max-waiters", "0", "atlas.some.rate", "3")).split("; ", -1))
        .anyMatch(each -> each.startsWith("atlas.some.max-waiters must be greater"))
        .anyMatch(each -> each.startsWith("atlas.some.rate must be less than or equal to 2"))
        .contains("atlas.some.rate must be less than atlas.some.max-waiters");
  }

  private static String refusal(Map<String, String> settings) {
    var source = new MapConfigurationPropertySource(settings);
    try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
      var handler =
          new ValidationBindHandler(new SpringValidatorAdapter(validators.getValidator()));
      Object bound = new Binder(source).bind("atlas.some", Bindable.of(Limits.class), handler);
      throw new AssertionError(bound);
    } catch (BindException e) {
      return line(new InvalidSettingsAnalyzer().analyze(e));
    }
  }

  private static String line(@Nullable FailureAnalysis analysis) {
    return OneLineReporter.line(Objects.requireNonNull(analysis));
  }
}
