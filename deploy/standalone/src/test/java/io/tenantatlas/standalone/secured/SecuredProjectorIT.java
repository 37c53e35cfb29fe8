package io.tenantatlas.standalone.secured;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tenantatlas.projector.ProjectorApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The projector on a PostgreSQL and a Kafka that let nobody in without TLS: each thing that is
 * wrong or not permitted is one line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredProjectorIT {

  private static final String LOGBACKS_OWN = "|-WARN in Logger[";

  private final SecuredServers servers;

  SecuredProjectorIT(@TempDir Path directory) throws Exception {
    servers = new SecuredServers(directory);
    servers.kafka.addUser("nobody");
    servers.kafka.addUser("groupless");
    servers.kafka.permitAs(SecuredServers.BOTH, "groupless", ResourceType.GROUP);
    servers.kafka.addUser("idless");
    servers.kafka.permitAs(SecuredServers.BOTH, "idless", ResourceType.TRANSACTIONAL_ID);
  }

  @AfterAll
  void close() {
    servers.close();
  }

  @Test
  void theSourceMayBeOneOfSeveralServers() throws Exception {
    assertLine(
        Map.of(
            "atlas.source.url",
            servers.postgres.urlOfTwo(SecuredPostgres.SOURCE),
            "spring.datasource.url",
            servers.postgres.url("nowhere")),
        "ERROR the database of jdbc:postgresql://127.0.0.1:",
        "/nowhere does not exist; create it or set spring.datasource.url");
  }

  @Test
  void anotherAuthoritysSourceIsNotTrusted() throws Exception {
    assertLine(
        Map.of(
            "atlas.source.url",
            servers.postgres.url(SecuredPostgres.SOURCE, servers.other.certificate())),
        "ERROR cannot connect to jdbc:postgresql://127.0.0.1:",
        "with TLS: ",
        "sslrootcert, sslcert and sslkey in atlas.source.url");
  }

  @Test
  void aSourceThatDemandsTlsSaysSo() throws Exception {
    assertLine(
        Map.of("atlas.source.url", servers.postgres.plainUrl(SecuredPostgres.SOURCE)),
        "with TLS: no pg_hba.conf entry",
        "no encryption; see sslmode",
        "in atlas.source.url");
  }

  @Test
  void aSourcesHostThatNobodyKnowsIsNamed() throws Exception {
    assertLine(
        Map.of("atlas.source.url", "jdbc:postgresql://nowhere.invalid/tenant_atlas"),
        "ERROR there is no host nowhere.invalid; set atlas.source.url");
  }

  @Test
  void theSourcesPasswordIsNamed() throws Exception {
    assertLine(
        Map.of("atlas.source.password", "wrong"),
        "refuses the user or password: password authentication failed for user \"atlas_capture\"",
        "atlas.source.password");
  }

  @Test
  void theReadModelsPasswordIsNamed() throws Exception {
    assertLine(
        Map.of("spring.datasource.password", "wrong"),
        "refuses the user or password: password authentication failed for user \"atlas_projector\"",
        "spring.datasource.password");
  }

  @Test
  void anotherAuthoritysReadModelIsNotTrusted() throws Exception {
    assertLine(
        Map.of(
            "spring.datasource.url",
            servers.postgres.url(SecuredPostgres.READ_MODEL, servers.other.certificate())),
        "ERROR cannot connect to jdbc:postgresql://127.0.0.1:",
        "with TLS: ",
        "in spring.datasource.url");
  }

  @Test
  void kafkasPasswordIsNamed() throws Exception {
    assertLineOfProcess(
        user(SecuredServers.BOTH, "wrong"),
        "ERROR Kafka at " + servers.kafka.address() + " refuses the user or password: ",
        "SCRAM-SHA-512",
        "sasl.jaas.config in spring.kafka.properties");
  }

  @Test
  void anotherAuthoritysKafkaIsNotTrusted() throws Exception {
    assertLine(
        Map.of(
            "spring.ssl.bundle.pem.kafka.truststore.certificate",
            "file:" + servers.other.certificate()),
        "ERROR cannot connect to Kafka at " + servers.kafka.address() + " with TLS: ",
        "spring.kafka.ssl");
  }

  /** Kafka's client may take what TLS answers for a size that no memory has, and say so before. */
  @Test
  void aKafkaThatDemandsTlsIsNotReachedInTheClear() throws Exception {
    Map<String, String> plain =
        Map.of("spring.kafka.security.protocol", "PLAINTEXT", "atlas.kafka.timeout", "3s");
    try (var projector =
        new SecuredService(
            "projector", servers.directory, servers.projector(SecuredServers.BOTH, plain))) {
      assertThat(projector.exitCode()).isEqualTo(1);
      assertThat(projector.output().getLast())
          .startsWith("ERROR cannot reach Kafka at " + servers.kafka.address())
          .contains("spring.kafka.security.protocol");
    }
  }

  @Test
  void topicsThatMayNotBeMadeAreNamed() throws Exception {
    assertLine(
        with(user("nobody", "nobody"), "atlas.kafka.topic-prefix", "other."),
        "ERROR Kafka does not permit its user to create the topic other.changes");
  }

  @Test
  void aGroupThatMayNotBeReadIsNamed() throws Exception {
    assertLine(
        user("groupless", "groupless"),
        "does not permit its user to read the group tenantatlas-projector-capture",
        "read the group tenantatlas-projector;");
  }

  @Test
  void transactionalIdsThatMayNotBeUsedAreNamed() throws Exception {
    assertLine(
        user("idless", "idless"),
        "describe and write the transactional id atlas.changes.capture",
        "describe and write the transactional id atlas.projector-0 and atlas.projector-1 (and 2 more)");
  }

  /**
   * The problem of a wrong start, in one line; in this JVM, which is faster. The broker of this JVM
   * may log just while the start sets logging up; Logback then says that it has no appenders.
   */
  private void assertLine(Map<String, String> changed, String... parts) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream original = System.err;
    System.setErr(new PrintStream(printed, true, UTF_8));
    try (var projector = start(changed)) {
      throw new AssertionError("it has started: " + projector);
    } catch (RuntimeException reported) {
      assertIsLine(
          printed.toString(UTF_8).lines().filter(line -> !line.contains(LOGBACKS_OWN)).toList(),
          parts);
    } finally {
      System.setErr(original);
    }
  }

  private ConfigurableApplicationContext start(Map<String, String> changed) {
    Map<String, Object> environment =
        new HashMap<>(servers.projector(SecuredServers.BOTH, Map.of()));
    return new SpringApplicationBuilder(ProjectorApplication.class)
        .registerShutdownHook(false)
        .initializers(
            context ->
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addAfter(
                        "commandLineArgs",
                        new SystemEnvironmentPropertySource("test-systemEnvironment", environment)))
        .run(
            Stream.concat(
                    Stream.of("--spring.config.name=projector", "--server.port=0"),
                    changed.entrySet().stream()
                        .map(each -> "--" + each.getKey() + "=" + each.getValue()))
                .toArray(String[]::new));
  }

  private static void assertIsLine(List<String> printed, String... parts) {
    assertThat(printed).singleElement().asString().startsWith("ERROR ").contains(parts);
    assertThat(printed.getFirst()).doesNotContain("wrong", "secret", "nobody\"", "groupless\"");
  }

  /** The same of a process: nothing else is printed either. */
  private void assertLineOfProcess(Map<String, String> changed, String... parts)
      throws IOException, InterruptedException {
    try (var projector =
        new SecuredService(
            "projector", servers.directory, servers.projector(SecuredServers.BOTH, changed))) {
      assertThat(projector.exitCode()).isEqualTo(1);
      assertIsLine(projector.output(), parts);
    }
  }

  private static Map<String, String> user(String name, String password) {
    return Map.of("spring.kafka.properties.sasl.jaas.config", SecuredBroker.login(name, password));
  }

  private static Map<String, String> with(Map<String, String> settings, String name, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value);
    return more;
  }
}
