package io.tenantatlas.standalone.secured;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The projector on a PostgreSQL and a Kafka that let nobody in without TLS and a password: it works
 * with what README.md says that it needs, and each thing that is wrong or not permitted is one
 * line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredProjectorIT {

  private static final Duration READY_WITHIN = Duration.ofMinutes(1);

  /** May all that deploy/README.md lists. */
  private static final String USER = "projector";

  private final Path directory;
  private final List<AutoCloseable> servers = new ArrayList<>();
  private final Authority authority;
  private final Authority other;
  private final SecuredPostgres postgres;
  private final SecuredBroker kafka;

  SecuredProjectorIT(@TempDir Path directory) throws Exception {
    this.directory = directory;
    authority = new Authority(directory, "authority");
    other = new Authority(directory, "other");
    Authority.Identity identity = authority.server("server");
    postgres = new SecuredPostgres(directory.resolve("postgres"), authority, identity);
    servers.add(postgres);
    kafka = new SecuredBroker(directory.resolve("kafka"), authority, identity);
    servers.add(kafka);
  }

  @BeforeAll
  void permit() throws Exception {
    for (String user : List.of(USER, "nobody", "groupless", "idless", "reader")) {
      kafka.addUser(user);
    }
    permitTopics(USER, AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE);
    permitTopics("groupless", AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE);
    permitTopics("idless", AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE);
    permitTopics("reader", AclOperation.READ);
    for (String user : List.of(USER, "idless")) {
      permitGroups(user);
    }
    for (String user : List.of(USER, "groupless")) {
      permitIds(user);
    }
    postgres.execute(
        SecuredPostgres.SOURCE,
        "insert into tenants (id, name, created_at, updated_at) select n, 'Tenant ' || n, now(), now() from generate_series(1, 9) n");
  }

  private void permitTopics(String user, AclOperation... operations) throws Exception {
    kafka.permit(user, ResourceType.TOPIC, PatternType.PREFIXED, "atlas.", operations);
  }

  private void permitGroups(String user) throws Exception {
    for (String group : List.of("tenantatlas-projector", "tenantatlas-projector-capture")) {
      kafka.permit(user, ResourceType.GROUP, PatternType.LITERAL, group, AclOperation.READ);
    }
  }

  private void permitIds(String user) throws Exception {
    for (String ids : List.of("atlas.changes.capture", "atlas.projector-")) {
      kafka.permit(
          user, ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, ids, AclOperation.WRITE);
    }
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable server : servers.reversed()) {
      server.close();
    }
  }

  @Test
  void whatReadmeListsIsEnough() throws Exception {
    try (var projector = new SecuredProjector(directory, asReadmeSays())) {
      await().atMost(READY_WITHIN).until(projector::isReady);
      await()
          .atMost(READY_WITHIN)
          .untilAsserted(
              () -> {
                assertThat(tenants()).isEqualTo("9");
                assertThat(kafka.records("atlas.kpi.v1")).isPositive();
              });
      postgres.execute(
          SecuredPostgres.SOURCE,
          "insert into findings (tenant_id, scope_key, severity, created_at, updated_at) values (1, 'all', 'high', now(), now())");
      await().atMost(READY_WITHIN).until(() -> openFindings().equals("1"));
      assertThat(unprotected()).isEqualTo("0");
      assertThat(projector.output()).noneMatch(line -> line.contains("ERROR"));
    }
  }

  /** By the environment variables that README.md names. */
  private Map<String, String> asReadmeSays() {
    return Map.ofEntries(
        entry("ATLAS_SOURCE_URL", postgres.url(SecuredPostgres.SOURCE)),
        entry("ATLAS_SOURCE_USERNAME", "atlas"),
        entry("ATLAS_SOURCE_PASSWORD", SecuredPostgres.SOURCE_PASSWORD),
        entry("SPRING_DATASOURCE_URL", postgres.url(SecuredPostgres.READ_MODEL)),
        entry("SPRING_DATASOURCE_USERNAME", "projector"),
        entry("SPRING_DATASOURCE_PASSWORD", SecuredPostgres.READ_MODEL_PASSWORD),
        entry("SPRING_KAFKA_BOOTSTRAPSERVERS", kafka.address()),
        entry("SPRING_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
        entry("SPRING_KAFKA_SSL_TRUSTSTORETYPE", "PEM"),
        entry("SPRING_KAFKA_SSL_TRUSTSTORELOCATION", "file:" + authority.certificate()),
        entry("SPRING_KAFKA_PROPERTIES_SASL_MECHANISM", "SCRAM-SHA-512"),
        entry("SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", SecuredBroker.login(USER, USER)),
        entry("ATLAS_KAFKA_PARTITIONS", "4"),
        entry("ATLAS_KAFKA_REPLICATIONFACTOR", "1"));
  }

  /** How many tenants have a document. */
  private String tenants() throws Exception {
    return postgres.value(
        SecuredPostgres.READ_MODEL, "select count(*) from document where kind = 'kpi'");
  }

  private String openFindings() throws Exception {
    return postgres.value(
        SecuredPostgres.READ_MODEL,
        "select content::jsonb #>> '{dashboard,drift,open_findings,total}' from document where kind = 'kpi' and tenant_id = 1");
  }

  /** Of all connections, the one for replication among them, those without TLS. */
  private String unprotected() throws Exception {
    return postgres.value(
        SecuredPostgres.SOURCE,
        """
        select count(*) filter (where not ssl)
               + case when bool_or(backend_type = 'walsender') then 0 else 1000 end
        from pg_stat_activity join pg_stat_ssl using (pid) where client_addr is not null
        """);
  }

  @Test
  void theSourceMayBeOneOfSeveralServers() throws Exception {
    assertLine(
        Map.of(
            "atlas.source.url",
            postgres.urlOfTwo(SecuredPostgres.SOURCE),
            "spring.datasource.url",
            postgres.url("nowhere")),
        "ERROR the database of jdbc:postgresql://127.0.0.1:",
        "/nowhere does not exist; create it or set spring.datasource.url");
  }

  @Test
  void anotherAuthoritysSourceIsNotTrusted() throws Exception {
    assertLine(
        Map.of("atlas.source.url", postgres.url(SecuredPostgres.SOURCE, other.certificate())),
        "ERROR cannot connect to jdbc:postgresql://127.0.0.1:",
        "with TLS: ",
        "sslrootcert, sslcert and sslkey in atlas.source.url");
  }

  @Test
  void aSourceThatDemandsTlsSaysSo() throws Exception {
    assertLine(
        Map.of("atlas.source.url", postgres.plainUrl(SecuredPostgres.SOURCE)),
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
        "refuses the user or password: password authentication failed for user \"atlas\"",
        "atlas.source.password");
  }

  @Test
  void theReadModelsPasswordIsNamed() throws Exception {
    assertLine(
        Map.of("spring.datasource.password", "wrong"),
        "refuses the user or password: password authentication failed for user \"projector\"",
        "spring.datasource.password");
  }

  @Test
  void anotherAuthoritysReadModelIsNotTrusted() throws Exception {
    assertLine(
        Map.of(
            "spring.datasource.url", postgres.url(SecuredPostgres.READ_MODEL, other.certificate())),
        "ERROR cannot connect to jdbc:postgresql://127.0.0.1:",
        "with TLS: ",
        "in spring.datasource.url");
  }

  @Test
  void kafkasPasswordIsNamed() throws Exception {
    assertLine(
        user(USER, "wrong"),
        "ERROR Kafka at " + kafka.address() + " refuses the user or password: ",
        "SCRAM-SHA-512",
        "sasl.jaas.config in spring.kafka.properties");
  }

  @Test
  void anotherAuthoritysKafkaIsNotTrusted() throws Exception {
    assertLine(
        Map.of("spring.ssl.bundle.pem.kafka.truststore.certificate", "file:" + other.certificate()),
        "ERROR cannot connect to Kafka at " + kafka.address() + " with TLS: ",
        "spring.kafka.ssl");
  }

  /** Kafka's client may take what TLS answers for a size that no memory has, and say so before. */
  @Test
  void aKafkaThatDemandsTlsIsNotReachedInTheClear() throws Exception {
    Map<String, String> plain =
        Map.of("spring.kafka.security.protocol", "PLAINTEXT", "atlas.kafka.timeout", "3s");
    try (var projector = new SecuredProjector(directory, settings(plain))) {
      assertThat(projector.exitCode()).isEqualTo(1);
      assertThat(projector.output().getLast())
          .startsWith("ERROR cannot reach Kafka at " + kafka.address())
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

  /** Each problem of a wrong start, in one line. */
  private void assertLine(Map<String, String> settings, String... parts)
      throws IOException, InterruptedException {
    try (var projector = new SecuredProjector(directory, settings(settings))) {
      int exitCode = projector.exitCode();
      assertThat(projector.output())
          .singleElement()
          .asString()
          .startsWith("ERROR ")
          .contains(parts);
      assertThat(exitCode).isEqualTo(1);
      assertThat(String.join("", projector.output()))
          .doesNotContain("wrong", "secret", "nobody\"", "groupless\"");
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

  private Map<String, String> settings(Map<String, String> changed) {
    Map<String, String> settings = new HashMap<>();
    settings.put("atlas.source.url", postgres.url(SecuredPostgres.SOURCE));
    settings.put("atlas.source.username", "atlas");
    settings.put("atlas.source.password", SecuredPostgres.SOURCE_PASSWORD);
    settings.put("spring.datasource.url", postgres.url(SecuredPostgres.READ_MODEL));
    settings.put("spring.datasource.username", "projector");
    settings.put("spring.datasource.password", SecuredPostgres.READ_MODEL_PASSWORD);
    settings.put("spring.kafka.bootstrap-servers", kafka.address());
    settings.put("spring.kafka.security.protocol", "SASL_SSL");
    settings.put("spring.kafka.properties.sasl.mechanism", "SCRAM-SHA-512");
    settings.putAll(user(USER, USER));
    settings.put(
        "spring.ssl.bundle.pem.kafka.truststore.certificate", "file:" + authority.certificate());
    settings.put("spring.kafka.ssl.bundle", "kafka");
    settings.put("atlas.kafka.partitions", "4");
    settings.put("atlas.kafka.replication-factor", "1");
    settings.putAll(changed);
    return settings;
  }
}
