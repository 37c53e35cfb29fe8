package io.tenantatlas.bench.scenario;

import io.tenantatlas.bench.servers.Build;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names an earlier build. */
final class Builds {

  @Option(names = "--old", paramLabel = "DIR", description = "Jars of another build, as well.")
  private @Nullable Path old;

  /** This build first, then the earlier one if there is one. */
  List<Build> all() {
    return Build.currentAnd(old);
  }
}
