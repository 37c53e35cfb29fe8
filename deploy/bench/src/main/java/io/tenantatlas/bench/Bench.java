package io.tenantatlas.bench;

import io.tenantatlas.bench.scenario.Burst;
import io.tenantatlas.bench.scenario.Footprint;
import io.tenantatlas.bench.scenario.Freshness;
import io.tenantatlas.bench.scenario.Growth;
import io.tenantatlas.bench.scenario.Idle;
import io.tenantatlas.bench.scenario.Micro;
import io.tenantatlas.bench.scenario.Reads;
import io.tenantatlas.bench.scenario.Replay;
import io.tenantatlas.bench.scenario.Scaling;
import io.tenantatlas.bench.scenario.Serving;
import io.tenantatlas.bench.scenario.Snapshot;
import io.tenantatlas.bench.scenario.Streams;
import io.tenantatlas.bench.scenario.Throughput;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one subcommand for each scenario, and one for all of them. */
@Command(
    name = "java -jar deploy/bench/target/bench.jar",
    description = "Measures the product; run it from the repository's root.",
    synopsisSubcommandLabel = "SCENARIO",
    mixinStandardHelpOptions = true,
    subcommands = {
      Serving.class,
      Streams.class,
      Freshness.class,
      Throughput.class,
      Burst.class,
      Scaling.class,
      Snapshot.class,
      Idle.class,
      Micro.class,
      Replay.class,
      Growth.class,
      Footprint.class,
      Reads.class,
      All.class
    })
public final class Bench {

  private Bench() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Bench())
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              if (!(exception instanceof BenchException)) {
                throw exception;
              }
              System.err.println(exception.getMessage());
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }
}
