package io.tenantatlas.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each service on secured servers, with a user of its own and what that user must be permitted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredServicesIT {

  private static final Duration SOON = Duration.ofMinutes(2);

  private final SecuredServers servers;

  SecuredServicesIT(@TempDir Path directory) throws Exception {
    servers = new SecuredServers(directory);
    servers.kafka.permitAsDeployed(
        SecuredServers.CAPTURE, SecuredServers.PROJECTOR, SecuredServers.QUERY_API);
  }

  @AfterAll
  void close() {
    servers.close();
  }

  private SecuredService projector(String user, String roles) throws Exception {
    return new SecuredService(
        "projector",
        servers.directory,
        servers.projector(user, Map.of("ATLAS_PROJECTOR_ROLES", roles)));
  }

  private SecuredService queryApi(Map<String, String> changed) throws Exception {
    return new SecuredService("query-api", servers.directory, servers.queryApi(changed));
  }

  @Test
  void whatIsPermittedIsEnough() throws Exception {
    try (var capture = projector(SecuredServers.CAPTURE, "capture");
        var projector = projector(SecuredServers.PROJECTOR, "project");
        var queryApi = queryApi(Map.of())) {
      awaitReady(capture, projector, queryApi);
      servers.addFinding();
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(servers.openFindings()).isNotEqualTo("0");
                assertThat(consumed(queryApi)).as("the query API hears of it").isPositive();
              });
      assertThat(servers.unprotected()).isEqualTo("0");
      for (SecuredService each : List.of(capture, projector, queryApi)) {
        assertThat(each.output()).noneMatch(line -> line.contains("ERROR"));
      }
    }
  }

  private static void awaitReady(SecuredService... services) {
    for (SecuredService each : services) {
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(each.isReady()).as("%s", each.state()).isTrue());
    }
  }

  /** Records that its Kafka clients have read. */
  private static double consumed(SecuredService service) throws InterruptedException {
    return service
        .metrics()
        .lines()
        .filter(line -> line.startsWith("kafka_consumer_fetch_manager_records_consumed_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void aCertificateOfTheClientIsEnough() throws Exception {
    Authority.Identity client = servers.authority.identity(SecuredServers.BOTH);
    projects(
        Map.of(
            "SPRING_KAFKA_BOOTSTRAPSERVERS",
            servers.kafka.addressForCertificates(),
            "SPRING_KAFKA_SECURITY_PROTOCOL",
            "SSL",
            "SPRING_SSL_BUNDLE_PEM_KAFKA_KEYSTORE_CERTIFICATE",
            "file:" + client.certificate(),
            "SPRING_SSL_BUNDLE_PEM_KAFKA_KEYSTORE_PRIVATEKEY",
            "file:" + client.key()));
  }

  @Test
  void aTokenIsEnough() throws Exception {
    projects(
        Map.of(
            "SPRING_KAFKA_PROPERTIES_SASL_MECHANISM",
            "OAUTHBEARER",
            "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"%s\";"
                .formatted(SecuredServers.BOTH)));
  }

  private void projects(Map<String, String> settings) throws Exception {
    String before = servers.openFindings();
    try (var projector =
        new SecuredService(
            "projector", servers.directory, servers.projector(SecuredServers.BOTH, settings))) {
      awaitReady(projector);
      servers.addFinding();
      await().atMost(SOON).until(() -> !servers.openFindings().equals(before));
      assertThat(projector.output()).noneMatch(line -> line.contains("ERROR"));
    }
  }

  @Test
  void aQueryApiThatCannotReadTheReadModelSaysWhyOnceAndStaysAlive() throws Exception {
    for (Map<String, String> wrong :
        List.of(
            Map.of("SPRING_DATASOURCE_PASSWORD", "wrong"),
            Map.of(
                "SPRING_DATASOURCE_URL",
                servers.postgres.url(SecuredPostgres.READ_MODEL, servers.other.certificate())),
            Map.of(
                "SPRING_DATASOURCE_URL", servers.postgres.plainUrl(SecuredPostgres.READ_MODEL)))) {
      try (var queryApi = queryApi(wrong)) {
        await().atMost(SOON).until(queryApi::isAlive);
        await()
            .atMost(SOON)
            .untilAsserted(
                () ->
                    assertThat(queryApi.output())
                        .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .anySatisfy(
                            line ->
                                assertThat(line).contains("read model").doesNotContain("wrong")));
        assertThat(queryApi.isReady()).isFalse();
      }
    }
  }
}
