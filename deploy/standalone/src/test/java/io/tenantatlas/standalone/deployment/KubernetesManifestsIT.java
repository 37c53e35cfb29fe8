package io.tenantatlas.standalone.deployment;

import static io.tenantatlas.standalone.deployment.DeployFiles.at;
import static io.tenantatlas.standalone.deployment.DeployFiles.list;
import static io.tenantatlas.standalone.deployment.DeployFiles.map;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code kubectl kustomize} makes of the example overlay agrees with the programs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesManifestsIT {

  private static final Map<String, String> SERVICES =
      Map.of(
          "tenantatlas-capture", "projector",
          "tenantatlas-projector", "projector",
          "tenantatlas-query-api", "query-api");

  private final KnownSettings known = new KnownSettings();
  private List<Map<String, Object>> manifests = List.of();

  @BeforeAll
  void render() throws IOException, InterruptedException {
    manifests = DeployFiles.documents(kustomize("kubernetes/overlays/example"));
  }

  private static String kustomize(String directory) throws IOException, InterruptedException {
    Process kubectl;
    try {
      kubectl =
          new ProcessBuilder("kubectl", "kustomize", DeployFiles.deploy(directory).toString())
              .redirectError(Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "kubectl is not on the PATH: install it, on Debian by \"apt-get install kubernetes-client\";"
              + " the manifests of deploy/kubernetes are rendered with it",
          e);
    }
    String rendered = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
    assertThat(kubectl.waitFor()).as("kubectl kustomize " + directory).isZero();
    return rendered;
  }

  private List<Map<String, Object>> ofKind(String kind) {
    return manifests.stream().filter(each -> kind.equals(each.get("kind"))).toList();
  }

  private static String name(Map<String, Object> manifest) {
    return String.valueOf(at(manifest, "metadata", "name"));
  }

  private static Object container(Map<String, Object> deployment) {
    return list(at(deployment, "spec", "template", "spec", "containers")).getFirst();
  }

  @Test
  void theBaseRendersByItself() throws IOException, InterruptedException {
    assertThat(DeployFiles.documents(kustomize("kubernetes/base"))).isNotEmpty();
  }

  @Test
  void thereIsADeploymentForEachServiceWithADisruptionBudget() {
    assertThat(ofKind("Deployment"))
        .extracting(KubernetesManifestsIT::name)
        .containsExactlyInAnyOrderElementsOf(SERVICES.keySet());
    assertThat(ofKind("PodDisruptionBudget"))
        .extracting(KubernetesManifestsIT::name)
        .containsExactlyInAnyOrderElementsOf(SERVICES.keySet());
    assertThat(ofKind("Secret")).as("secrets are not kept").isEmpty();
  }

  @Test
  void everyVariableIsASettingAndEveryConfigMapIsThere() {
    Map<String, Map<String, Object>> configMaps =
        ofKind("ConfigMap").stream()
            .collect(Collectors.toMap(KubernetesManifestsIT::name, each -> map(at(each, "data"))));
    for (Map<String, Object> deployment : ofKind("Deployment")) {
      Object container = container(deployment);
      Set<String> from =
          list(at(container, "envFrom")).stream()
              .map(each -> String.valueOf(at(each, "configMapRef", "name")))
              .collect(Collectors.toSet());
      assertThat(configMaps).containsKeys(from.toArray(String[]::new));
      assertThat(
              Stream.concat(
                  configMaps.entrySet().stream()
                      .filter(map -> from.contains(map.getKey()))
                      .flatMap(map -> map.getValue().keySet().stream()),
                  list(at(container, "env")).stream()
                      .map(each -> String.valueOf(at(each, "name")))))
          .allMatch(known::hasVariable);
    }
    assertThat(configMaps.values())
        .allSatisfy(
            data ->
                assertThat(data.entrySet())
                    .filteredOn(setting -> setting.getKey().endsWith("_URL"))
                    .allMatch(
                        setting ->
                            String.valueOf(setting.getValue()).contains("sslmode=verify-full")));
  }

  @Test
  void portsAreThoseThatTheServicesListenOn() {
    for (Map<String, Object> deployment : ofKind("Deployment")) {
      String service = String.valueOf(SERVICES.get(name(deployment)));
      Map<Object, Object> ports =
          list(at(container(deployment), "ports")).stream()
              .collect(
                  Collectors.toMap(port -> at(port, "name"), port -> at(port, "containerPort")));
      assertThat(ports)
          .isEqualTo(
              Map.of(
                  "http", DeployFiles.port(service, "server", "port"),
                  "management", DeployFiles.port(service, "management", "server", "port")));
    }
  }

  @Test
  void theyAreAskedOnTheMainPortWhetherTheyLiveAndAreReady() {
    assertThat(ofKind("Deployment"))
        .allSatisfy(
            deployment -> {
              assertThat(map(at(container(deployment), "livenessProbe", "httpGet")))
                  .isEqualTo(Map.of("path", "/livez", "port", "http"));
              assertThat(map(at(container(deployment), "readinessProbe", "httpGet")))
                  .isEqualTo(Map.of("path", "/readyz", "port", "http"));
            });
  }

  @Test
  void theyMayDoNothingOnTheirNode() {
    assertThat(ofKind("Deployment"))
        .allSatisfy(
            deployment -> {
              assertThat(map(at(container(deployment), "securityContext")))
                  .isEqualTo(
                      Map.of(
                          "allowPrivilegeEscalation",
                          false,
                          "readOnlyRootFilesystem",
                          true,
                          "capabilities",
                          Map.of("drop", List.of("ALL"))));
              assertThat(
                      at(deployment, "spec", "template", "spec", "securityContext", "runAsNonRoot"))
                  .isEqualTo(true);
              assertThat(at(container(deployment), "resources", "limits", "memory"))
                  .isEqualTo("512Mi");
            });
  }

  @Test
  void whatSelectsPodsSelectsOurs() {
    Set<Object> labels =
        ofKind("Deployment").stream()
            .map(deployment -> at(deployment, "spec", "template", "metadata", "labels"))
            .collect(Collectors.toSet());
    Stream.of(
            ofKind("Deployment").stream().map(each -> at(each, "spec", "selector", "matchLabels")),
            ofKind("PodDisruptionBudget").stream()
                .map(each -> at(each, "spec", "selector", "matchLabels")),
            ofKind("Service").stream().map(each -> at(each, "spec", "selector")),
            ofKind("NetworkPolicy").stream()
                .map(each -> at(each, "spec", "podSelector", "matchLabels")))
        .flatMap(each -> each)
        .forEach(
            selector ->
                assertThat(labels)
                    .anyMatch(pod -> map(pod).entrySet().containsAll(map(selector).entrySet())));
  }

  @Test
  void whatScalesAsksForAMetricThatThereIs() {
    assertThat(ofKind("ScaledObject"))
        .singleElement()
        .satisfies(
            scaled -> {
              assertThat(at(scaled, "spec", "scaleTargetRef", "name"))
                  .isEqualTo("tenantatlas-projector");
              String query =
                  String.valueOf(
                      at(list(at(scaled, "spec", "triggers")).getFirst(), "metadata", "query"));
              String metric = query.replaceAll(".*\\((\\w+)\\).*", "$1");
              assertThat(DeployFiles.text(DeployFiles.deploy("observability/METRICS.md")))
                  .contains("`" + metric + "`");
            });
  }
}
