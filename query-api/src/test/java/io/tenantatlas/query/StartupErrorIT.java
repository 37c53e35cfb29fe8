package io.tenantatlas.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service, started wrongly: one line says what to do. */
class StartupErrorIT {

  private final Path directory;

  StartupErrorIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aTakenPortNamesItsSetting() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(start("--server.port=" + port))
          .contains("port " + port + " is taken")
          .contains("--server.port=");
      assertThat(start("--server.port=0", "--management.server.port=" + port))
          .contains("--management.server.port=");
    }
  }

  @Test
  void aSettingThatCannotBeReadIsNamed() throws Exception {
    assertThat(start("--atlas.query-api.poll-interval=soon"))
        .contains("atlas.query-api.poll-interval=soon");
    assertThat(start("--atlas.query-api.max-waiters=0"))
        .contains("atlas.query-api.max-waiters must be from 1 to 100000, and is 0");
    assertThat(start("--server.port=abc")).contains("server.port=abc");
  }

  @Test
  void aSettingThatThereIsNotIsNamed() throws Exception {
    assertThat(start("--atlas.query-api.token.max-cached=5"))
        .contains("atlas.query-api.token.max-cached is not valid: there is no such setting");
  }

  @Test
  void whoseTokensAreAcceptedMustBeSaid() throws Exception {
    assertThat(start("--atlas.query-api.token.issuer="))
        .contains("atlas.query-api.token.issuer must be given");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    Path malformed = Files.writeString(directory.resolve("bad.yaml"), "a: [\n b: : c");
    assertThat(start("--spring.config.additional-location=file:" + malformed)).contains("YAML");
    assertThat(start("--spring.config.additional-location=file:/missing.yaml"))
        .contains("/missing.yaml");
  }

  private static String name(String setting) {
    return setting.split("=", 2)[0];
  }

  /** Starts the service, which must fail, and gives the only line on its error stream. */
  private String start(String... settings) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "query-api.jar").toString(),
                "--atlas.query-api.token.issuer=https://issuer.invalid",
                "--atlas.query-api.token.audience=tenantatlas"));
    // Spring joins the values of an option that comes twice.
    command.removeIf(ours -> Stream.of(settings).anyMatch(own -> name(own).equals(name(ours))));
    command.addAll(List.of(settings));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isNotZero();
    assertThat(Files.readString(out))
        .doesNotContain("\tat ")
        .doesNotContain("APPLICATION FAILED TO START");
    List<String> lines = Files.readAllLines(err);
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }
}
