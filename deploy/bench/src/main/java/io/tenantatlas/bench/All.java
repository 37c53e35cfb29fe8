package io.tenantatlas.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All scenarios, one after the other and shorter than by themselves. */
@Command(
    name = "all",
    description = "Runs all scenarios with short settings, and writes PERFORMANCE.md.",
    mixinStandardHelpOptions = true)
final class All implements Callable<Integer> {

  private static final List<String> RUNS =
      List.of(
          "throughput --seconds=15 --warm-up=20",
          "burst --rounds=1",
          "snapshot --rows=300000",
          "freshness --seconds=15 --warm-up=20",
          "replay --changes=300000",
          "growth --rows=10000,100000 --tenants=10,1000 --rows-beside=20000 --seconds=10 --warm-up=15",
          "scaling --seconds=15 --warm-up=15",
          "idle --seconds=20",
          "memory --tenants=100,1000",
          "serving --rounds=3 --seconds=3 --warm-up=10",
          "reads --seconds=3 --warm-up=3 --runs=1000,10000",
          "streams --changes=30",
          "micro");

  @Option(
      names = "--old",
      paramLabel = "DIR",
      description = "Of an earlier build: where its projector.jar and query-api.jar are.")
  private @Nullable Path old;

  /** Goes on after a failure, and returns the last one's code. */
  @Override
  public Integer call() {
    int code = 0;
    for (String run : RUNS) {
      int ended = Bench.commandLine().execute(arguments(run));
      code = ended == 0 ? code : ended;
    }
    return code;
  }

  private String[] arguments(String run) {
    List<String> arguments = new ArrayList<>(List.of(run.split(" ")));
    CommandLine scenario = Bench.commandLine().getSubcommands().get(arguments.getFirst());
    if (old != null && scenario != null && scenario.getCommandSpec().findOption("--old") != null) {
      arguments.add("--old=" + old);
    }
    arguments.add("--write");
    return arguments.toArray(String[]::new);
  }
}
