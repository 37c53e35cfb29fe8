package io.tenantatlas.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.standalone.embedded.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gets wrong is one line that names the setting, and nothing is left running. */
class StartFailureIT {
  private static final Duration EXIT_WITHIN = Duration.ofSeconds(30);

  private final Path directory;

  StartFailureIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server.port",
        "management.server.port",
        "atlas.standalone.postgres.port",
        "atlas.standalone.kafka.port"
      })
  void takenPortIsOneLine(String setting) throws Exception {
    try (var standalone = new StandaloneProcess(directory)) {
      int port = standalone.port(setting);
      try (var taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        assertThat(taken.isBound()).isTrue();
        assertOneLine(
            standalone,
            String.format(
                Locale.ROOT,
                "ERROR port %d is taken: stop the program that uses it, or choose another port with --%s=<port>",
                port,
                setting));
      }
    }
    assertThat(directory.resolve(".data/postgres/data")).as("nothing was started").doesNotExist();
  }

  @Test
  void dataDirectoryInUseIsOneLine() throws Exception {
    Path data = directory.resolve("data");
    try (var inUse = DataDirectory.open(data);
        var standalone = new StandaloneProcess(directory, "--atlas.standalone.data-dir=" + data)) {
      assertThat(inUse.resolve("standalone.lock")).exists();
      assertOneLine(
          standalone,
          "ERROR atlas.standalone.data-dir=%s is in use by another standalone run: stop that one, or choose another directory"
              .formatted(data));
    }
  }

  @Test
  void dataDirectoryThatIsAFileIsOneLine() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (var standalone = new StandaloneProcess(directory, "--atlas.standalone.data-dir=" + file)) {
      assertOneLine(
          standalone,
          "ERROR atlas.standalone.data-dir=%s cannot be used as a directory: %s"
              .formatted(file, file));
    }
  }

  @Test
  void settingOutOfItsRangeIsOneLine() throws Exception {
    assertOneLineBeginsWith(
        "--atlas.standalone.workload.rate=-1",
        "ERROR atlas.standalone.workload.rate must be greater than or equal to 0.01");
  }

  @Test
  void settingOfTheWrongKindIsOneLine() throws Exception {
    assertOneLineBeginsWith(
        "--atlas.standalone.source-schema=mysql",
        "ERROR Failed to bind properties under 'atlas.standalone.source-schema'");
  }

  @Test
  void unknownSettingIsOneLine() throws Exception {
    assertOneLineBeginsWith(
        "--atlas.standalone.worklod.rate=1",
        "ERROR atlas.standalone.worklod.rate: there is no such setting");
  }

  @Test
  void settingsFileThatIsNoYamlIsOneLine() throws Exception {
    Files.writeString(directory.resolve("application.yaml"), "a: [b: c: d");
    assertOneLineBeginsWith(
        "--atlas.standalone.workload.enabled=false",
        "ERROR the configuration file is not valid YAML (line 1, column ");
  }

  private void assertOneLineBeginsWith(String argument, String begin) throws Exception {
    try (var standalone = new StandaloneProcess(directory, argument)) {
      standalone.launch();
      assertThat(standalone.awaitExit(EXIT_WITHIN)).isEqualTo(1);
      assertThat(standalone.output()).singleElement().asString().startsWith(begin);
    }
    assertThat(directory.resolve(".data")).as("nothing was started").doesNotExist();
  }

  private static void assertOneLine(StandaloneProcess standalone, String line)
      throws IOException, InterruptedException {
    standalone.launch();
    assertThat(standalone.awaitExit(EXIT_WITHIN)).isEqualTo(1);
    assertThat(standalone.output()).containsExactly(line);
  }
}
