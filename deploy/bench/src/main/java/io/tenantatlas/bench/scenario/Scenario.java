package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.report.Machine;
import io.tenantatlas.bench.report.PerformancePage;
import io.tenantatlas.bench.report.Progress;
import io.tenantatlas.bench.report.Section;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One thing that is measured: a subcommand whose options are the figures of the measurement. */
@Command(mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
abstract class Scenario implements Callable<Integer> {

  private static final String WRITE = "--write";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = WRITE, description = "Put the result into deploy/bench/PERFORMANCE.md.")
  private boolean write;

  /** Measures, and ends all that it started. */
  abstract Section measure() throws Exception;

  @Override
  public final Integer call() throws Exception {
    String command = command();
    Progress.say(command);
    Section section = measure();
    String text = section.markdown(command, Machine.describe());
    System.out.println(text);
    if (write) {
      PerformancePage.write(section.title(), text);
    }
    return 0;
  }

  private String command() {
    return spec.root().name()
        + spec.root().commandLine().getParseResult().originalArgs().stream()
            .filter(argument -> !argument.equals(WRITE))
            .map(argument -> " " + argument)
            .collect(Collectors.joining());
  }
}
