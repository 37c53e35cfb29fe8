package io.tenantatlas.bench.servers;

import io.tenantatlas.bench.BenchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A redis-server on a free loopback port, which keeps one value in memory and nothing on disk. */
public final class Redis implements AutoCloseable {

  private static final String KEY = "document";
  private static final Pattern ROW = Pattern.compile("(?m)^\"GET[^\"]*\",(\"[^\\n]*)$");

  private final String benchmark;
  private final Path directory;
  private final int port;
  private final Process process;

  private Redis(String benchmark, Path directory, int port, Process process) {
    this.benchmark = benchmark;
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /** What redis-benchmark measured. */
  public record Run(double requestsPerSecond, double p50Millis, double p99Millis) {}

  /** Starts one with a value. */
  public static Redis start(byte[] value) throws IOException {
    String server = Tools.find("redis-server");
    String benchmark = Tools.find("redis-benchmark");
    Path directory = Files.createTempDirectory("bench-redis-");
    int port = Ports.free(1).getFirst();
    Process process =
        new ProcessBuilder(
                List.of(
                    server,
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--dir",
                    directory.toString()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("redis.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Redis redis = new Redis(benchmark, directory, port, process);
    try {
      redis.set(value);
      return redis;
    } catch (IOException | BenchException e) {
      redis.close();
      throw e;
    }
  }

  private void set(byte[] value) throws IOException {
    Ports.awaitListener(port);
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.getOutputStream().write(command(value));
      if (socket.getInputStream().read() != '+') {
        throw new BenchException("redis does not take the document");
      }
    }
  }

  /** As Redis' protocol has it. */
  private static byte[] command(byte[] value) {
    var bytes = new ByteArrayOutputStream();
    String head = "*3\r\n$3\r\nSET\r\n$" + KEY.length() + "\r\n" + KEY + "\r\n$";
    bytes.writeBytes((head + value.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(value);
    bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }

  /** Gets the value so many times. */
  public Run run(int connections, int requests) throws IOException, InterruptedException {
    String output =
        Tools.run(
            List.of(
                benchmark,
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-c",
                Integer.toString(connections),
                "-n",
                Integer.toString(requests),
                "--csv",
                "GET",
                KEY));
    return parse(output);
  }

  /** Reads its CSV: rate, then latencies in ms: average, least, p50, p95, p99, greatest. */
  static Run parse(String output) {
    Matcher row = ROW.matcher(output);
    if (!row.find()) {
      throw new BenchException("redis-benchmark says: " + output);
    }
    double[] figures =
        Pattern.compile(",")
            .splitAsStream(row.group(1).replace("\"", ""))
            .mapToDouble(Double::parseDouble)
            .toArray();
    return new Run(figures[0], figures[3], figures[5]);
  }

  /** Ends it, and deletes its files. */
  @Override
  public void close() throws IOException {
    Tools.end(process, Duration.ofSeconds(5));
    Standalone.delete(directory);
  }
}
