package io.tenantatlas.standalone.subscriber;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The {@link SampleSubscriber} in a process of its own, which has the Kafka client on its class
 * path and nothing else. It may be killed and started again. Made for one thread.
 */
public final class SubscriberProcess implements AutoCloseable {

  /** What the Kafka client consists of; with a logging back end it would log. */
  private static final Pattern CLIENT =
      Pattern.compile("(kafka-clients|slf4j-api|lz4-java|snappy-java|zstd-jni)-.*\\.jar");

  private static final Pattern LINE =
      Pattern.compile("(.+)-(\\d+)@(\\d+) tenant (-?\\d+) version (\\d+) (stored|known)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String brokers;
  private final String group;
  private final Path directory;
  private final List<String> topics;
  private BlockingQueue<Handled> handled = new LinkedBlockingQueue<>();
  private @Nullable Process process;

  /**
   * What the subscriber says of a record that it read.
   *
   * @param stored false when it had that version, or a newer one
   */
  public record Handled(
      TopicPartition partition, long offset, long tenant, long version, boolean stored) {

    private static Handled of(Matcher line) {
      return new Handled(
          new TopicPartition(line.group(1), Integer.parseInt(line.group(2))),
          Long.parseLong(line.group(3)),
          Long.parseLong(line.group(4)),
          Long.parseLong(line.group(5)),
          line.group(6).equals("stored"));
    }
  }

  /** Nothing is started yet. */
  public SubscriberProcess(String brokers, String group, Path directory, List<String> topics) {
    this.brokers = brokers;
    this.group = group;
    this.directory = directory;
    this.topics = topics;
  }

  /** Starts it, for the first time or again. What an earlier one has said is forgotten. */
  public SubscriberProcess start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", classPath(), SampleSubscriber.class.getName()));
    command.addAll(List.of(brokers, group, directory.toString()));
    command.addAll(topics);
    Process started =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    BlockingQueue<Handled> said = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("subscriber-output").start(() -> read(started, said));
    process = started;
    handled = said;
    return this;
  }

  private Path log() {
    return directory.resolveSibling(group + ".log");
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(
            entry ->
                entry.endsWith("test-classes")
                    || CLIENT.matcher(Path.of(entry).getFileName().toString()).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** To the end of its output, or until it is killed, which closes it. */
  private static void read(Process from, BlockingQueue<Handled> said) {
    try (BufferedReader output = from.inputReader(StandardCharsets.UTF_8)) {
      output
          .lines()
          .map(LINE::matcher)
          .filter(Matcher::matches)
          .map(Handled::of)
          .forEach(said::add);
    } catch (IOException | UncheckedIOException killed) {
      // Who waits for more finds none.
    }
  }

  /** Waits until it has handled so many records more; returns them. */
  public List<Handled> awaitHandled(int count) throws InterruptedException {
    List<Handled> found = new ArrayList<>();
    while (found.size() < count) {
      Handled next = handled.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError(
            String.format(
                Locale.ROOT, "%s has read %d of %d, see %s", group, found.size(), count, log()));
      }
      found.add(next);
    }
    return found;
  }

  /** Waits at most so long for a record that it handles. */
  public void awaitNews(Duration atMost) throws InterruptedException {
    if (handled.poll(atMost.toMillis(), TimeUnit.MILLISECONDS) != null) {
      handled.clear();
    }
  }

  /** The messages that it keeps of a topic, by tenant, without the tenants that went. */
  public Map<Long, String> messages(String topic) throws IOException {
    Map<Long, String> messages = new TreeMap<>();
    if (Files.notExists(directory.resolve(topic))) {
      return messages;
    }
    try (Stream<Path> files = Files.list(directory.resolve(topic))) {
      for (Path file : files.toList()) {
        String message = Files.readString(file).split("\n", 2)[1];
        if (!message.isEmpty()) {
          messages.put(Long.valueOf(file.getFileName().toString()), message);
        }
      }
    }
    return messages;
  }

  /** kill -9, and waits for the end. */
  public void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a killed process lives on");
      }
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
