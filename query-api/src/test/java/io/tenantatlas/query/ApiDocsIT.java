package io.tenantatlas.query;

import static io.tenantatlas.query.Answers.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API's description: the committed one, valid, of all routes, and true of real answers. Renew
 * the committed one with {@code -Dopenapi.renew=true}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ApiDocsIT {

  private static final Path COMMITTED = Path.of("openapi.json");
  private static final Path DOCUMENTS = Path.of("src/test/resources/documents");
  private static final Path SCHEMAS = Path.of("target/classes/schemas");
  private static final String NOON = "2026-11-21T12:00:00Z";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private ReadModelDatabase database;
  private RunningQueryApi api;
  private JsonNode description;

  @BeforeAll
  void start() throws IOException, SQLException {
    database = ReadModelDatabase.start();
    database.migrate();
    database.putPartition(0, "0/16B3748", NOON, true);
    database.putPartition(1, "0/16B3748", NOON, true);
    for (String kind :
        List.of("kpi", "badge", "headline", "surface.recent-operations", "surface.verification")) {
      database.putDocument(42, kind, 7, NOON, document(kind));
    }
    database.putSession(0, 42L, 1, document("onboarding"));
    database.putReference("badges", document("badges"));
    database.putReference("surfaces", document("surfaces"));
    putEdges();
    api = new RunningQueryApi(database.url());
    description = JSON.readTree(api.get("/v3/api-docs").body());
  }

  /** One of each kind, and a warning. */
  private void putEdges() throws SQLException {
    database.putItem(
        42,
        "policy",
        1,
        """
        [{"type":"unsupported_reference","policy_id":"policy","raw_ref":"object","reason":"odd"}]\
        """);
    database.putItem(42, "other", 0, "[]");
    database.putEdge(42, "policy", 0, "other", NOON);
    database.putEdge(42, "policy", 1, "missing", null, "nowhere", "");
    database.putEdge(42, "policy", 2, "foundation_object", "aad_group", "group", NOON);
    database.putEdge(42, "other", 0, "policy", NOON);
  }

  private static String document(String name) throws IOException {
    return Files.readString(DOCUMENTS.resolve(name + ".json")).strip().replace("'", "''");
  }

  @AfterAll
  void stop() throws IOException {
    api.close();
    database.close();
  }

  @Test
  void itIsTheCommittedOne() throws IOException {
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(description) + "\n";
    if (Boolean.getBoolean("openapi.renew")) {
      Files.writeString(COMMITTED, text);
    }
    assertThat(text)
        .as("query-api/openapi.json; if the change is meant: -Dopenapi.renew=true")
        .isEqualTo(Files.readString(COMMITTED));
  }

  @Test
  void itIsValid() throws IOException {
    String schema = Files.readString(Path.of("src/test/resources/openapi-3.1-schema.json"));
    assertThat(REGISTRY.getSchema(schema).validate(description)).isEmpty();
    assertThat(description.at("/servers/0/url").asString()).isEqualTo("/");
    assertThat(references(description))
        .isNotEmpty()
        .allMatch(reference -> !description.at(reference.substring(1)).isMissingNode());
  }

  private static Set<String> references(JsonNode node) {
    return node.findValues("$ref").stream()
        .map(JsonNode::asString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyRouteIsDescribedAndNothingElse() {
    var routes =
        api
            .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
            .getHandlerMethods()
            .keySet()
            .stream()
            .flatMap(mapping -> mapping.getPatternValues().stream())
            .filter(pattern -> pattern.startsWith("/api/"))
            .map(pattern -> pattern.replaceAll(":[^}]+", ""))
            .toList();
    assertThat(description.get("paths").propertyNames())
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void everyRouteSaysWhoMayNotReadItAndWhatIsWrong() {
    for (JsonNode path : description.get("paths")) {
      JsonNode route = path.get("get");
      assertThat(path.propertyNames()).containsExactly("get");
      assertThat(route.get("responses").propertyNames())
          .contains("200", "400", "401", "403", "503");
      assertThat(route.get("summary").asString()).isNotBlank();
      assertThat(route.get("tags")).isNotEmpty();
      assertThat(description.at("/tags").findValuesAsString("name"))
          .contains(route.get("tags").get(0).asString());
    }
    List<String> ids =
        description.get("paths").findValues("operationId").stream()
            .map(JsonNode::asString)
            .toList();
    assertThat(ids).doesNotHaveDuplicates().noneMatch(id -> id.contains("_"));
  }

  /** The files' definitions, as they are but for where they refer to and the order of names. */
  @Test
  void itsSchemasAreTheJsonSchemas() throws IOException {
    JsonNode components = withSortedNames(description.at("/components/schemas"));
    List<String> names = new ArrayList<>();
    for (String file : List.of("common", "kpi", "badge", "link", "surface", "answers")) {
      String text = Files.readString(SCHEMAS.resolve(file + ".json"));
      String here = text.replaceAll("\"\\w*(\\.json)?#/\\$defs/", "\"#/components/schemas/");
      for (var definition : withSortedNames(JSON.readTree(here).get("$defs")).properties()) {
        assertThat(components.get(definition.getKey())).isEqualTo(definition.getValue());
        names.add(definition.getKey());
      }
    }
    assertThat(components.propertyNames()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(references(description))
        .containsAll(names.stream().map(name -> "#/components/schemas/" + name).toList());
  }

  private static JsonNode withSortedNames(JsonNode schemas) {
    JsonNode copy = schemas.deepCopy();
    for (JsonNode schema : copy.findParents("required")) {
      var names = schema.get("required").valueStream().map(JsonNode::asString).sorted().toList();
      ((ObjectNode) schema).set("required", JSON.valueToTree(names));
    }
    return copy;
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/tenants, /api/v1/tenants",
    "/api/v1/tenants/{tenantId}/kpis, /api/v1/tenants/42/kpis",
    "/api/v1/tenants/{tenantId}/kpis/{part}, /api/v1/tenants/42/kpis/dashboard",
    "/api/v1/tenants/{tenantId}/kpis/{part}, /api/v1/tenants/42/kpis/inventory",
    "/api/v1/tenants/{tenantId}/kpis/{part}, /api/v1/tenants/42/kpis/operations",
    "/api/v1/tenants/{tenantId}/badges, /api/v1/tenants/42/badges",
    "/api/v1/tenants/{tenantId}/surfaces/{surface}, /api/v1/tenants/42/surfaces/verification",
    "/api/v1/tenants/{tenantId}/surfaces/{surface}, /api/v1/tenants/42/surfaces/recent-operations",
    "/api/v1/tenants/{tenantId}/inventory/{externalId}/links,"
        + " /api/v1/tenants/42/inventory/policy/links",
    "/api/v1/tenants/{tenantId}/foundation/{foundationType}/{id}/links,"
        + " /api/v1/tenants/42/foundation/aad_group/group/links",
    "/api/v1/workspaces/{workspaceId}/onboarding/{sessionId}/surfaces/verification,"
        + " /api/v1/workspaces/3/onboarding/5/surfaces/verification",
    "/api/v1/badges, /api/v1/badges",
    "/api/v1/surfaces, /api/v1/surfaces",
    "/api/v1/status, /api/v1/status"
  })
  void answersAreAsItSays(String route, String path) {
    HttpResponse<String> answer = api.get(path);
    assertIsAsDescribed(route, answer, 200, "application/json");
    String etag = header(answer, "etag");
    if (!etag.isEmpty()) {
      HttpResponse<String> again = api.get(path, "If-None-Match", etag);
      assertThat(again.statusCode()).isEqualTo(304);
      assertHeaders(response(route, 304), again);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/tenants, /api/v1/tenants?limit=0, 400",
    "/api/v1/tenants/{tenantId}/kpis, /api/v1/tenants/0/kpis, 400",
    "/api/v1/tenants/{tenantId}/kpis, /api/v1/tenants/43/kpis, 404",
    "/api/v1/tenants/{tenantId}/inventory/{externalId}/links,"
        + " /api/v1/tenants/42/inventory/none/links, 404"
  })
  void problemsAreAsItSays(String route, String path, int status) {
    assertIsAsDescribed(route, api.get(path), status, "application/problem+json");
  }

  @Test
  void whatIsNotCaughtUpIsAsItSays() {
    assertIsAsDescribed(
        "/api/v1/tenants/{tenantId}/kpis",
        api.get("/api/v1/tenants/42/kpis", "Atlas-Min-Lsn", "1/0", "Prefer", "wait=0"),
        503,
        "application/problem+json");
  }

  @Test
  void anotherHistoryIsAsItSays() {
    assertIsAsDescribed(
        "/api/v1/tenants/{tenantId}/kpis",
        api.get("/api/v1/tenants/42/kpis", "Atlas-Source-History", "7/1"),
        409,
        "application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/swagger-ui.html", "/swagger-ui/index.html"})
  void thereIsAPageForIt(String path) {
    HttpResponse<String> answer = api.get(path);
    if (answer.statusCode() == 302) {
      answer = api.get(header(answer, "location"));
    }
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("swagger-ui-bundle.js");
    assertThat(api.get("/swagger-ui/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
    assertThat(api.get("/v3/api-docs/swagger-config").body())
        .contains("\"url\":\"/v3/api-docs\"")
        .contains("\"validatorUrl\":\"\"");
  }

  private void assertIsAsDescribed(
      String route, HttpResponse<String> answer, int status, String type) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "content-type")).isEqualTo(type);
    JsonNode response = response(route, status);
    assertHeaders(response, answer);
    ObjectNode schema = (ObjectNode) response.get("content").get(type).get("schema").deepCopy();
    schema.set("components", description.get("components"));
    assertThat(REGISTRY.getSchema(schema).validate(JSON.readTree(answer.body()))).isEmpty();
  }

  private void assertHeaders(JsonNode response, HttpResponse<String> answer) {
    JsonNode headers = Objects.requireNonNullElse(response.get("headers"), JSON.createObjectNode());
    for (var named : headers.properties()) {
      boolean required = resolved(named.getValue()).path("required").asBoolean(false);
      assertThat(header(answer, named.getKey()).isEmpty() && required).as(named.getKey()).isFalse();
    }
    for (String name :
        List.of(
            "ETag",
            "Atlas-As-Of",
            "Atlas-Source-History",
            "Atlas-Source-Lsn",
            "Atlas-Lag-Ms",
            "Atlas-Degraded")) {
      if (!header(answer, name).isEmpty()) {
        assertThat(headers.propertyNames()).contains(name);
      }
    }
  }

  private JsonNode response(String route, int status) {
    JsonNode responses = description.get("paths").get(route).get("get").get("responses");
    return resolved(responses.get(Integer.toString(status)));
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? description.at(node.get("$ref").asString().substring(1)) : node;
  }
}
