package io.tenantatlas.service.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.service.settings.DataSizeRange;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/** A setting out of its bounds is named as it is set. */
class InvalidSettingsTest {

  @Validated
  @ConfigurationProperties("demo.part")
  record Settings(
      @DefaultValue("1") @Max(10) int maxRows,
      @DefaultValue("x") @NotBlank @Pattern(regexp = "[a-z]+") String secretWord,
      @DefaultValue Set<@Pattern(regexp = "[a-z]+", message = "must be letters") String> someNames,
      @DefaultValue("1MB") @DataSizeRange(min = "1KB", max = "1MB") DataSize maxSize,
      @DefaultValue @Valid Inner inner) {

    record Inner(@DefaultValue("1s") @DurationMin(seconds = 1) Duration readTimeout) {}

    @AssertTrue(message = "demo.part.max-rows must be odd with demo.part.max-size")
    public boolean isOdd() {
      return maxRows % 2 == 1;
    }
  }

  @EnableConfigurationProperties(Settings.class)
  static class Configured {}

  private static String line(String... settings) {
    @Nullable FailureAnalysis[] found = new FailureAnalysis[1];
    new ApplicationContextRunner()
        .withUserConfiguration(Configured.class)
        .withPropertyValues(settings)
        .run(
            context ->
                found[0] =
                    new InvalidSettingsAnalyzer()
                        .analyze(Objects.requireNonNull(context.getStartupFailure())));
    return OneLineReporter.line(Objects.requireNonNull(found[0]));
  }

  @Test
  void aQuantityIsShownWithWhatItMayBe() {
    assertThat(line("demo.part.max-rows=11"))
        .startsWith(
            "demo.part.max-rows must be less than or equal to 10, and is 11 (\"demo.part.max-rows\"");
    assertThat(line("demo.part.max-size=1B"))
        .startsWith("demo.part.max-size must be from 1KB to 1MB, and is 1B (");
    assertThat(line("demo.part.inner.read-timeout=5ms"))
        .isEqualTo(
            "demo.part.inner.read-timeout must be longer than or equal to 1 second, and is 5 ms");
  }

  @Test
  void anythingElseIsNotShown() {
    assertThat(line("demo.part.secretWord=Hunter2"))
        .startsWith("demo.part.secret-word must match \"[a-z]+\" (")
        .doesNotContain("Hunter2");
    assertThat(line("demo.part.some-names=a,Hunter2"))
        .startsWith("demo.part.some-names must be letters")
        .doesNotContain("Hunter2");
  }

  @Test
  void aRuleForSeveralSettingsNamesThemItself() {
    assertThat(line("demo.part.max-rows=2"))
        .isEqualTo("demo.part.max-rows must be odd with demo.part.max-size");
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    assertThat(line("demo.part.max-rows=13", "demo.part.secret-word="))
        .contains("demo.part.max-rows must be", "demo.part.secret-word must ");
  }
}
