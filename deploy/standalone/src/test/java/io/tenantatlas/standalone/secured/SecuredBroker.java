package io.tenantatlas.standalone.secured;

import io.tenantatlas.standalone.embedded.TestPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker that takes connections by SASL_SSL with SCRAM-SHA-512 only, and permits nobody
 * what no ACL permits. Users have their name's password.
 */
final class SecuredBroker implements AutoCloseable {

  private static final String ADMIN = "admin";
  private static final int ITERATIONS = 4096;

  private final int port = TestPorts.free();
  private final Path trusted;
  private final KafkaRaftServer server;

  SecuredBroker(Path directory, Authority authority, Authority.Identity identity) throws Exception {
    trusted = authority.certificate();
    Path data = Files.createDirectories(directory);
    format(data);
    server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings(data, identity), false), Time.SYSTEM);
    server.startup();
  }

  private static void format(Path data) throws Exception {
    try (var nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(data.toString()))
          .setMetadataLogDirectory(data.toString())
          .setControllerListenerName("CONTROLLER")
          .setScramArguments(List.of("SCRAM-SHA-512=[name=" + ADMIN + ",password=" + ADMIN + "]"))
          .run();
    }
  }

  private Properties settings(Path data, Authority.Identity identity) throws IOException {
    int controller = TestPorts.free();
    Properties settings = new Properties();
    try (var defaults = SecuredBroker.class.getResourceAsStream("/kafka.properties")) {
      settings.load(defaults);
    }
    settings.put("node.id", "1");
    settings.put("log.dirs", data.toString());
    settings.put(
        "listeners", "CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
    settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + port);
    settings.put("listener.security.protocol.map", "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
    settings.put("listener.name.client.scram-sha-512.sasl.jaas.config", login(ADMIN, ADMIN));
    settings.put("ssl.keystore.type", "PEM");
    settings.put("ssl.keystore.location", identity.both().toString());
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", trusted.toString());
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // On the controller's listener nobody has a name; clients do not know it.
    settings.put("super.users", "User:" + ADMIN + ";User:ANONYMOUS");
    return settings;
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  static String login(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, password);
  }

  /** An administrator. */
  Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            address(),
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "SCRAM-SHA-512",
            "sasl.jaas.config",
            login(ADMIN, ADMIN),
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.location",
            trusted.toString()));
  }

  /** Makes a user who may nothing yet. */
  void addUser(String name) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      name,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                      name)))
          .all()
          .get();
    }
  }

  /** Permits a user operations on a resource of that name, or on all whose names begin with it. */
  void permit(
      String user, ResourceType type, PatternType pattern, String name, AclOperation... operations)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin.createAcls(acls(user, type, pattern, name, operations)).all().get();
    }
  }

  private static List<AclBinding> acls(
      String user,
      ResourceType type,
      PatternType pattern,
      String name,
      AclOperation... operations) {
    return Stream.of(operations)
        .map(
            operation ->
                new AclBinding(
                    new ResourcePattern(type, name, pattern),
                    new AccessControlEntry(
                        "User:" + user, "*", operation, AclPermissionType.ALLOW)))
        .toList();
  }

  /** How many records a topic has, those that end transactions included. */
  long records(String topic) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    try (Admin admin = admin()) {
      for (var described : admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
        described
            .partitions()
            .forEach(
                partition ->
                    ends.put(
                        new TopicPartition(topic, partition.partition()), OffsetSpec.latest()));
      }
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
