package io.tenantatlas.standalone.subscriber;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The page for subscribers, {@code deploy/subscribers.md}, and the commands that it shows. */
public final class SubscriberPage {

  private static final Pattern COMMAND =
      Pattern.compile("^```sh\\n(kcat .*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final String BROKER = "127.0.0.1:19092";

  private SubscriberPage() {}

  static String text() throws IOException {
    return Files.readString(Path.of("..", "subscribers.md"));
  }

  /** The commands that begin with {@code kcat}, in the page's order. */
  public static List<String> commands() throws IOException {
    return COMMAND.matcher(text()).results().map(SubscriberPage::command).toList();
  }

  private static String command(MatchResult block) {
    return block.group(1);
  }

  /** Runs one of the commands on other brokers than the page's; returns what it printed. */
  public static String run(String command, String brokers)
      throws IOException, InterruptedException {
    requireKcat();
    if (!command.contains(BROKER)) {
      throw new AssertionError("not on " + BROKER + ": " + command);
    }
    Process process =
        new ProcessBuilder("bash", "-c", command.replace(BROKER, brokers))
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(
            String.format(
                Locale.ROOT, "%s ended with %d:%n%s", command, process.exitValue(), printed));
      }
      return printed;
    }
  }

  private static void requireKcat() throws InterruptedException {
    try {
      new ProcessBuilder("kcat", "-V")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new AssertionError(
          "kcat is not on the PATH: install it, on Debian by \"apt-get install kcat\"; the commands of"
              + " deploy/subscribers.md are run",
          e);
    }
  }
}
