package io.tenantatlas.standalone.deployment;

import static io.tenantatlas.standalone.deployment.DeployFiles.at;
import static io.tenantatlas.standalone.deployment.DeployFiles.list;
import static io.tenantatlas.standalone.deployment.DeployFiles.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code compose.yaml} and what it mounts agree with the programs and with each other. */
class ComposeFileTest {

  private static final Pattern PROJECTORS = Pattern.compile("capture|projector-\\d");
  private static final Pattern QUERY_APIS = Pattern.compile("query-api-\\d");

  private final Map<String, Object> compose =
      DeployFiles.documents(DeployFiles.text(DeployFiles.deploy("compose/compose.yaml")))
          .getFirst();
  private final KnownSettings known = new KnownSettings();

  private Map<String, Map<String, Object>> services(Pattern names) {
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    map(at(compose, "services"))
        .forEach(
            (name, service) -> {
              if (names.matcher(name).matches()) {
                services.put(name, map(service));
              }
            });
    return services;
  }

  private List<Map<String, Object>> ours() {
    return Stream.of(PROJECTORS, QUERY_APIS)
        .flatMap(names -> services(names).values().stream())
        .toList();
  }

  @Test
  void itHasOneCaptureTwoProjectorsAndTwoQueryApis() {
    assertThat(services(PROJECTORS).keySet())
        .containsExactlyInAnyOrder("capture", "projector-1", "projector-2");
    assertThat(services(QUERY_APIS)).hasSize(2);
    assertThat(services(PROJECTORS).entrySet())
        .allSatisfy(
            service ->
                assertThat(at(service.getValue(), "environment", "ATLAS_PROJECTOR_ROLES"))
                    .isEqualTo(service.getKey().equals("capture") ? "capture" : "project"));
  }

  @Test
  void everyVariableAndEverySecretOfOurServicesIsASetting() {
    assertThat(ours())
        .allSatisfy(
            service -> {
              assertThat(map(at(service, "environment")).keySet()).allMatch(known::hasVariable);
              assertThat(list(at(service, "secrets")))
                  .extracting(secret -> String.valueOf(at(secret, "target")))
                  .isNotEmpty()
                  .allMatch(known::has);
            });
    assertThat(known.hasVariable("ATLAS_SOURCE_URLL")).isFalse();
    assertThat(known.has("atlas.source.pasword")).isFalse();
  }

  @Test
  void ourServicesHaveAReadOnlyRootAndNoPrivileges() {
    assertThat(ours())
        .allSatisfy(
            service ->
                assertThat(service)
                    .containsEntry("read_only", true)
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("mem_limit", "512m"));
  }

  @Test
  void nothingOfOursIsReachedInTheClear() {
    assertThat(ours())
        .allSatisfy(
            service ->
                assertThat(map(at(service, "environment")).entrySet())
                    .allSatisfy(
                        setting -> {
                          if (setting.getKey().endsWith("_URL")) {
                            assertThat(String.valueOf(setting.getValue()))
                                .contains("sslmode=verify-full");
                          }
                        })
                    .anyMatch(setting -> "SASL_SSL".equals(setting.getValue())));
  }

  @Test
  void everySecretIsDeclaredAndMadeByTheScript() {
    String script = DeployFiles.text(DeployFiles.deploy("compose/make-secrets.sh"));
    Map<String, Object> declared = map(at(compose, "secrets"));
    map(at(compose, "services"))
        .values()
        .forEach(
            service ->
                list(map(service).getOrDefault("secrets", List.of()))
                    .forEach(
                        secret ->
                            assertThat(declared)
                                .containsKey(
                                    secret instanceof Map<?, ?> mounted
                                        ? String.valueOf(mounted.get("source"))
                                        : String.valueOf(secret))));
    assertThat(declared.values())
        .allSatisfy(
            secret -> {
              Path file = Path.of(String.valueOf(at(secret, "file")));
              assertThat(file).hasParentRaw(Path.of("./secrets"));
              String name = file.getFileName().toString();
              assertThat(script)
                  .contains(
                      name.replaceAll(
                          "(\\.kafka\\.password|\\.password|\\.jaas|\\.key|\\.crt)$", ""));
            });
  }

  @Test
  void whatIsMountedIsThere() {
    map(at(compose, "services")).values().stream()
        .flatMap(service -> list(map(service).getOrDefault("volumes", List.of())).stream())
        .map(volume -> String.valueOf(volume).split(":", 2)[0])
        .filter(path -> path.startsWith(".") && !path.startsWith("./secrets/"))
        .forEach(
            path -> assertThat(DeployFiles.deploy("compose").resolve(path).normalize()).exists());
  }

  @Test
  void prometheusAndTheGatewayAskThePortsThatTheServicesListenOn() {
    Object prometheus =
        DeployFiles.documents(
                DeployFiles.text(DeployFiles.deploy("compose/prometheus/prometheus.yaml")))
            .getFirst();
    List<String> targets =
        list(at(prometheus, "scrape_configs")).stream()
            .flatMap(job -> list(at(job, "static_configs")).stream())
            .flatMap(group -> list(at(group, "targets")).stream())
            .map(String::valueOf)
            .toList();
    int projector = DeployFiles.port("projector", "management", "server", "port");
    int queryApi = DeployFiles.port("query-api", "management", "server", "port");
    assertThat(targets)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    services(PROJECTORS).keySet().stream().map(name -> name + ":" + projector),
                    services(QUERY_APIS).keySet().stream().map(name -> name + ":" + queryApi))
                .toList());
    String gateway = DeployFiles.text(DeployFiles.deploy("compose/gateway/nginx.conf"));
    int served = DeployFiles.port("query-api", "server", "port");
    services(QUERY_APIS)
        .keySet()
        .forEach(name -> assertThat(gateway).contains("server " + name + ":" + served + ";"));
  }

  @Test
  void imagesExposeThePortsThatTheServicesListenOn() {
    for (String service : List.of("projector", "query-api")) {
      assertThat(DeployFiles.text(DeployFiles.service(service, "Dockerfile")))
          .contains(
              "\nEXPOSE "
                  + DeployFiles.port(service, "server", "port")
                  + " "
                  + DeployFiles.port(service, "management", "server", "port")
                  + "\n");
    }
  }

  @Test
  void whatTheScriptMakesIsNotKept() {
    assertThat(DeployFiles.text(DeployFiles.deploy("compose/.gitignore")).lines())
        .contains("secrets/");
  }
}
