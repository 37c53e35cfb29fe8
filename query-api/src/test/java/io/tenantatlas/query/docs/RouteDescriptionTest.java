package io.tenantatlas.query.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.tenantatlas.query.http.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;

/** What is said of a route of each kind. */
class RouteDescriptionTest {

  static class Routes {

    @GetMapping("/{tenantId}/{part:one-a|two}/{externalId}")
    @Answer(kind = Answer.Kind.DOCUMENT, schema = "KpiDocument")
    void document() {}

    @GetMapping("/")
    @Answer(
        kind = Answer.Kind.LIST,
        schema = {"KpiDocument", "BadgeDocument"})
    void list() {}

    @GetMapping("/")
    @Answer(kind = Answer.Kind.REFERENCE, schema = "KpiDocument")
    void reference() {}

    @GetMapping("/")
    @Answer(kind = Answer.Kind.STATUS, schema = "KpiDocument")
    void status() {}

    @GetMapping("/")
    @Answer(
        kind = Answer.Kind.STREAM,
        schema = {"KpiDocument", "BadgeDocument"})
    void stream() {}

    @GetMapping("/")
    void silent() {}
  }

  private static JsonNode described(String route, Parameter... given) throws Exception {
    var operation = new Operation();
    if (given.length > 0) {
      operation.setParameters(List.of(given));
    }
    var method = new HandlerMethod(new Routes(), Routes.class.getDeclaredMethod(route));
    return Json31.mapper().valueToTree(new RouteDescription().customize(operation, method));
  }

  @ParameterizedTest
  @CsvSource({
    "document,  AtlasMinLsn AtlasSourceHistory Prefer IfNoneMatch AcceptEncoding,"
        + " 200 304 400 401 403 404 409 429 503",
    "list,      AtlasMinLsn AtlasSourceHistory Prefer IfNoneMatch AcceptEncoding,"
        + " 200 304 400 401 403 409 429 503",
    "reference, IfNoneMatch AcceptEncoding, 200 304 400 401 403 503",
    "status,    AcceptEncoding, 200 400 401 403 503",
    "stream,    AtlasMinLsn AtlasSourceHistory Prefer LastEventId, 200 400 401 403 404 409 429 503"
  })
  void aKindHasItsHeadersAndAnswers(String route, String headers, String statuses)
      throws Exception {
    JsonNode described = described(route);
    assertThat(described.get("parameters").findValuesAsText("$ref"))
        .extracting(reference -> reference.replace("#/components/parameters/", ""))
        .containsExactly(headers.split(" "));
    List<String> found = new ArrayList<>();
    described.get("responses").fieldNames().forEachRemaining(found::add);
    assertThat(found).containsExactlyInAnyOrder(statuses.split(" "));
  }

  @Test
  void whoIsNotEntitledIsToldAtRoutesOfSomebodyOnly() throws Exception {
    assertThat(described("document").at("/responses/403/$ref").asText()).endsWith("Forbidden");
    assertThat(described("list").at("/responses/403/$ref").asText()).endsWith("InsufficientScope");
  }

  @Test
  void aBodyOfSeveralSchemasHasOneOfThem() throws Exception {
    JsonNode body = described("list").at("/responses/200/content/application~1json/schema/oneOf");
    assertThat(body.findValuesAsText("$ref"))
        .containsExactly("#/components/schemas/KpiDocument", "#/components/schemas/BadgeDocument");
  }

  @Test
  void eventsAreText() throws Exception {
    JsonNode body = described("stream").at("/responses/200/content/text~1event-stream/schema");
    assertThat(body.get("type").asText()).isEqualTo("string");
    assertThat(body.get("description").asText()).contains("KpiDocument or BadgeDocument");
  }

  @Test
  void aPathsVariablesAreIdsNamesOrText() throws Exception {
    List<Parameter> given =
        List.of(
            new Parameter().in("path").name("tenantId"),
            new Parameter().in("path").name("part"),
            new Parameter().in("path").name("externalId"),
            new Parameter().in("path").name("foundationType"));
    JsonNode parameters = described("document", given.toArray(Parameter[]::new)).get("parameters");
    assertThat(parameters.at("/0/schema").toString())
        .isEqualTo("{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1}");
    assertThat(parameters.at("/1/schema").toString())
        .isEqualTo("{\"type\":\"string\",\"enum\":[\"one-a\",\"two\"]}");
    assertThat(parameters.at("/2/schema").toString()).isEqualTo("{\"type\":\"string\"}");
    assertThat(parameters.at("/3/schema/$ref").asText()).endsWith("/FoundationType");
  }

  @Test
  void aRouteThatDoesNotSayWhatItAnswersIsAMistake() {
    assertThatThrownBy(() -> described("silent")).hasMessageContaining("lacks @Answer");
  }
}
