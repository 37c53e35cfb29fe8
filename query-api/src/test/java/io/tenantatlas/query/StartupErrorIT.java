package io.tenantatlas.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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

/** The service, started wrongly: one line says what to do. */
class StartupErrorIT {

  private final Path directory;

  StartupErrorIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aTakenPortNamesItsSetting() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(startProcess("--server.port=" + port))
          .contains("port " + port + " is taken")
          .contains("--server.port=");
      assertThat(start("--server.port=0", "--management.server.port=" + port))
          .contains("--management.server.port=");
    }
  }

  @Test
  void aSettingThatCannotBeReadIsNamed() throws Exception {
    assertThat(start("--atlas.query-api.poll-interval=soon"))
        .contains("Property: atlas.query-api.poll-interval Value: \"soon\"");
    assertThat(start("--atlas.query-api.max-waiters=0"))
        .startsWith(
            "ERROR atlas.query-api.max-waiters must be greater than or equal to 1, and is 0 (");
    assertThat(start("--server.port=abc"))
        .startsWith("ERROR Invalid value 'abc' for configuration property 'server.port'");
  }

  @Test
  void aSettingThatThereIsNotIsNamed() throws Exception {
    assertThat(start("--atlas.query-api.token.max-cached=5"))
        .startsWith("ERROR atlas.query-api.token.max-cached: there is no such setting (");
    assertThat(start("--atlas.query-api.read-model.url=jdbc:postgresql://db/x?password=hidden"))
        .startsWith("ERROR atlas.query-api.read-model.url is a setting of an earlier release (")
        .endsWith("; set spring.datasource.url instead")
        .doesNotContain("hidden");
  }

  @Test
  void aReadModelThatTheDriverWouldMisunderstandIsNamed() throws Exception {
    assertThat(start("--spring.datasource.url=postgres://u:hidden@db/read_model"))
        .startsWith("ERROR spring.datasource.url must be a URL of the PostgreSQL driver")
        .doesNotContain("hidden");
    assertThat(start("--spring.datasource.url=jdbc:postgresql://db:x/r?password=hidden"))
        .startsWith("ERROR spring.datasource.url must be a URL of the PostgreSQL driver")
        .doesNotContain("hidden");
    assertThat(start("--spring.datasource.hikari.connection-timeout=1"))
        .contains("spring.datasource.hikari.connection-timeout");
  }

  @Test
  void whoseTokensAreAcceptedMustBeSaid() throws Exception {
    assertThat(start("--atlas.query-api.token.issuer="))
        .startsWith("ERROR atlas.query-api.token.issuer must be given: whose tokens are accepted");
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

  private static List<String> arguments(String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--atlas.query-api.token.issuer=https://issuer.invalid",
                "--atlas.query-api.token.audience=tenantatlas"));
    // Spring joins the values of an option that comes twice.
    arguments.removeIf(ours -> Stream.of(settings).anyMatch(own -> name(own).equals(name(ours))));
    arguments.addAll(List.of(settings));
    return arguments;
  }

  /** Starts the service in this JVM, which must fail, and gives the only line that it reports. */
  private static String start(String... settings) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream original = System.err;
    System.setErr(new PrintStream(printed, true, UTF_8));
    try {
      QueryApiApplication.main(arguments(settings).toArray(String[]::new));
    } catch (RuntimeException reported) {
      List<String> lines = printed.toString(UTF_8).lines().toList();
      assertThat(lines).hasSize(1);
      return lines.getFirst();
    } finally {
      System.setErr(original);
    }
    throw new AssertionError("it has started");
  }

  /** Starts the packaged service, which must fail, and gives the only line on its error stream. */
  private String startProcess(String... settings) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "query-api.jar").toString()));
    command.addAll(arguments(settings));
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
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(out))
        .doesNotContain("\tat ")
        .doesNotContain("APPLICATION FAILED TO START");
    List<String> lines = Files.readAllLines(err);
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }
}
