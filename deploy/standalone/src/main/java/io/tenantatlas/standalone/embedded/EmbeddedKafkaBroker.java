package io.tenantatlas.standalone.embedded;

import io.tenantatlas.service.startup.StartupFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker on the loopback address, with its own KRaft controller, inside this process.
 *
 * <p>The data directory is kept between runs; the port may change from run to run. Every topic has
 * one replica. Kafka ends the whole process by itself when it can no longer keep its promises (a
 * full disk, for one).
 */
public final class EmbeddedKafkaBroker implements AutoCloseable {
  private static final int NODE_ID = 1;
  private static final String BROKER = "BROKER";
  private static final String CONTROLLER = "CONTROLLER";

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafkaBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it takes requests.
   *
   * @param reserved ports that the controller, which takes any free one, must not take
   */
  public static EmbeddedKafkaBroker start(Path directory, int port, Collection<Integer> reserved) {
    Path data = directory.toAbsolutePath().normalize();
    Set<Integer> taken = new TreeSet<>(reserved);
    taken.add(port);
    try {
      if (!Files.exists(data.resolve("meta.properties"))) {
        format(data);
      }
      Properties settings = settings(data, port, Ports.findFree(taken));
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
      startup(server);
      return new EmbeddedKafkaBroker(server, port);
    } catch (StartupFailure e) {
      throw e;
    } catch (Exception e) {
      throw new StartupFailure("the embedded Kafka broker does not start: " + e.getMessage(), e);
    }
  }

  private static void startup(KafkaRaftServer server) {
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  private static void format(Path data) throws Exception {
    OwnerOnly.directory(data);
    try (var nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(data.toString())
          .setMetadataLogDirectory(data.toString())
          .setControllerListenerName(CONTROLLER)
          .setIgnoreFormatted(true)
          .run();
    }
  }

  private static Properties settings(Path data, int port, int controllerPort) throws IOException {
    Properties settings = new Properties();
    try (var defaults = EmbeddedKafkaBroker.class.getResourceAsStream("/kafka.properties")) {
      settings.load(defaults);
    }
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("log.dirs", data.toString());
    settings.put(
        "listeners",
        BROKER + "://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", BROKER + "://127.0.0.1:" + port);
    settings.put(
        "listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.put("inter.broker.listener.name", BROKER);
    settings.put("controller.listener.names", CONTROLLER);
    // Static voters: the log does not remember the controller's port, so every run may take
    // another.
    settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    return settings;
  }

  /** Stops the broker and waits until its log is flushed. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
