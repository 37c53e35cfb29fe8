package io.tenantatlas.projector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ApplicationContextException;

/** A failure that its user can mend is one line on standard error. */
@ExtendWith(OutputCaptureExtension.class)
class StartupErrorReporterTest {

  private final StartupErrorReporter reporter = new StartupErrorReporter();
  private final CapturedOutput output;

  StartupErrorReporterTest(CapturedOutput output) {
    this.output = output;
  }

  @Test
  void aStartupFailureIsItsLine() {
    assertThat(reporter.reportException(new StartupFailure("set it", new Exception("why"))))
        .isTrue();
    assertThat(output.getErr()).isEqualTo("ERROR set it" + System.lineSeparator());
    assertThat(output.getOut()).isEmpty();
  }

  @Test
  void aStartupFailureIsFoundBelowOtherFailures() {
    Throwable failure = new IllegalStateException("bean", new RuntimeException(failed()));
    assertThat(reporter.reportException(failure)).isTrue();
    assertThat(output.getErr()).isEqualTo("ERROR set it" + System.lineSeparator());
  }

  @Test
  void aSettingThatCannotBeReadIsNamed() {
    assertThat(report("atlas.projector.tick-interval", "soon")).isTrue();
    assertThat(output.getErr())
        .startsWith("ERROR atlas.projector.tick-interval cannot be read: ")
        .contains("soon")
        .hasLineCount(1);
  }

  @Test
  void aNumberAndARoleThatCannotBeReadAreNamed() {
    assertThat(report("atlas.kafka.replication-factor", "70000")).isTrue();
    assertThat(report("atlas.projector.roles", "capture,captain")).isTrue();
    assertThat(output.getErr())
        .contains("ERROR atlas.kafka.replication-factor cannot be read: ")
        .contains("ERROR atlas.projector.roles")
        .contains("captain")
        .hasLineCount(2);
  }

  @Test
  void aSettingThatIsOutOfRangeIsSaidByItsCheck() {
    assertThat(report("atlas.kafka.partitions", "0")).isTrue();
    assertThat(output.getErr())
        .isEqualTo(
            "ERROR atlas.kafka.partitions is 0; expected a number from 1 to 1000"
                + System.lineSeparator());
  }

  @Test
  void whatAPolicyTypeFileSaysWronglyIsOneLineToo() {
    Throwable failure =
        catchThrowable(
            () ->
                PolicyTypes.load(PolicyTypesTest.holding("policy-types: [{restore: x}]"), "file"));
    assertThat(reporter.reportException(failure)).isTrue();
    assertThat(output.getErr()).startsWith("ERROR atlas.kpi.policy-types").hasLineCount(1);
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsSettings() {
    Throwable failure = new ApplicationContextException("web server", new PortInUseException(8082));
    assertThat(reporter.reportException(failure)).isTrue();
    assertThat(output.getErr())
        .startsWith("ERROR port 8082 is taken")
        .contains("server.port", "management.server.port")
        .hasLineCount(1);
  }

  @Test
  void settingsOfOthersAreLeftToTheirReporters() {
    Binder binder = new Binder(new MapConfigurationPropertySource(Map.of("server.port", "s3cr3t")));
    Throwable failure = catchThrowable(() -> binder.bind("server.port", Integer.class));
    assertThat(reporter.reportException(failure)).isFalse();
    assertThat(output.getErr()).isEmpty();
  }

  @Test
  void anyOtherFailureIsLeftToOthers() {
    assertThat(reporter.reportException(new IllegalStateException("no"))).isFalse();
    assertThat(output.getAll()).isEmpty();
  }

  private boolean report(String setting, String value) {
    Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(setting, value)));
    Throwable failure =
        catchThrowable(() -> binder.bindOrCreate("atlas", ProjectorProperties.class));
    return reporter.reportException(failure);
  }

  private static StartupFailure failed() {
    return new StartupFailure("set it");
  }
}
