package io.tenantatlas.standalone.secured;

import io.tenantatlas.standalone.embedded.TestPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker that takes connections by TLS only, and permits nobody what no ACL permits: on one
 * listener with SCRAM-SHA-512 or OAUTHBEARER, on another with a certificate of the client. Users
 * have their name's password; tokens are not signed, which is Kafka's way to try OAUTHBEARER.
 */
final class SecuredBroker implements AutoCloseable {

  private static final String ADMIN = "admin";
  private static final int ITERATIONS = 4096;

  private final int port = TestPorts.free();
  private final int certificatesPort = TestPorts.free();
  private final Path directory;
  private final Path trusted;
  private final KafkaRaftServer server;

  SecuredBroker(Path directory, Authority authority, Authority.Identity identity) throws Exception {
    this.directory = directory;
    trusted = authority.certificate();
    Path data = Files.createDirectories(directory.resolve("data"));
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
    String listeners = "CLIENT://" + address() + ",CERTIFICATES://" + addressForCertificates();
    settings.put("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controller);
    settings.put("advertised.listeners", listeners);
    settings.put(
        "listener.security.protocol.map", "CLIENT:SASL_SSL,CERTIFICATES:SSL,CONTROLLER:PLAINTEXT");
    settings.put("listener.name.certificates.ssl.client.auth", "required");
    settings.put("ssl.principal.mapping.rules", "RULE:^CN=(.*)$/$1/");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
    settings.put(
        "listener.name.client.oauthbearer.sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
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

  /** Where clients show a certificate. */
  String addressForCertificates() {
    return "127.0.0.1:" + certificatesPort;
  }

  static String login(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
        .formatted(user, password);
  }

  /** An administrator. */
  Admin admin() {
    return Admin.create(adminSettings());
  }

  private Map<String, Object> adminSettings() {
    return Map.of(
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
        trusted.toString());
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

  /**
   * Permits what {@code deploy/kafka/acls.sh} permits to the users of the three services.
   *
   * @param capture its user; the projector's may be the same
   */
  void permitAsDeployed(String capture, String projector, String queryApi) throws IOException {
    Path clientProperties = directory.resolve("admin.properties");
    Properties client = new Properties();
    client.putAll(adminSettings());
    try (Writer writer = Files.newBufferedWriter(clientProperties)) {
      client.store(writer, null);
    }
    Path kafkaAcls = directory.resolve("kafka-acls.sh");
    Files.writeString(
        kafkaAcls,
        """
        #!/bin/sh
        exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' org.apache.kafka.tools.AclCommand "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(kafkaAcls, PosixFilePermissions.fromString("rwx------"));
    Commands.run(
        Map.of(
            "KAFKA_ACLS",
            kafkaAcls.toString(),
            "CAPTURE_PRINCIPAL",
            "User:" + capture,
            "PROJECTOR_PRINCIPAL",
            "User:" + projector,
            "QUERY_API_PRINCIPAL",
            "User:" + queryApi),
        Path.of("..", "kafka", "acls.sh").toString(),
        "--bootstrap-server",
        address(),
        "--command-config",
        clientProperties.toString());
  }

  /** Permits a user what another one may, but for resources of one type. */
  void permitAs(String other, String user, ResourceType without)
      throws ExecutionException, InterruptedException {
    var ofTheOther =
        new AclBindingFilter(
            ResourcePatternFilter.ANY,
            new AccessControlEntryFilter(
                "User:" + other, null, AclOperation.ANY, AclPermissionType.ANY));
    try (Admin admin = admin()) {
      List<AclBinding> permitted =
          admin.describeAcls(ofTheOther).values().get().stream()
              .filter(each -> each.pattern().resourceType() != without)
              .map(each -> new AclBinding(each.pattern(), entry(user, each.entry().operation())))
              .toList();
      admin.createAcls(permitted).all().get();
    }
  }

  private static AccessControlEntry entry(String user, AclOperation operation) {
    return new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
