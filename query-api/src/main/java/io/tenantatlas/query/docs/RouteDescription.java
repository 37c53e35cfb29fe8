package io.tenantatlas.query.docs;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.tenantatlas.query.http.Answer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;

/**
 * Describes of a route what follows from its {@link Answer}: headers of the request, answers and
 * errors, all as references to {@code openapi-base.yaml}; and what the variables of its path are.
 */
public final class RouteDescription implements GlobalOperationCustomizer {

  private static final List<String> IDS = List.of("tenantId", "workspaceId", "sessionId");

  /** A variable of a path that has only a few values: its name, and them. */
  private static final Pattern FEW_VALUES = Pattern.compile("\\{(\\w+):([a-z|-]+)}");

  @Override
  public Operation customize(Operation operation, HandlerMethod route) {
    Answer answer = route.getMethodAnnotation(Answer.class);
    if (answer == null) {
      throw new IllegalStateException(route + " lacks @Answer");
    }
    operation.setParameters(parameters(operation.getParameters(), route, answer.kind()));
    operation.setResponses(responses(answer));
    return operation;
  }

  private static List<Parameter> parameters(
      @Nullable List<Parameter> given, HandlerMethod route, Answer.Kind kind) {
    List<Parameter> parameters = given == null ? new ArrayList<>() : new ArrayList<>(given);
    parameters.stream()
        .filter(parameter -> "path".equals(parameter.getIn()))
        .forEach(parameter -> parameter.setSchema(variable(parameter.getName(), path(route))));
    requestHeaders(kind)
        .forEach(name -> parameters.add(new Parameter().$ref("#/components/parameters/" + name)));
    return parameters;
  }

  private static String path(HandlerMethod route) {
    GetMapping mapping = route.getMethodAnnotation(GetMapping.class);
    return mapping == null ? "" : String.join(" ", mapping.value());
  }

  private static Schema<?> variable(String name, String path) {
    if (IDS.contains(name)) {
      return new JsonSchema().typesItem("integer").format("int64").minimum(BigDecimal.ONE);
    }
    if (name.equals("foundationType")) {
      return schema("FoundationType");
    }
    var text = new Schema<String>(SpecVersion.V31);
    text.addType("string");
    FEW_VALUES
        .matcher(path)
        .results()
        .filter(few -> few.group(1).equals(name))
        .flatMap(few -> Arrays.stream(few.group(2).split("\\|", -1)))
        .forEach(text::addEnumItemObject);
    return text;
  }

  private static List<String> requestHeaders(Answer.Kind kind) {
    List<String> headers = new ArrayList<>();
    if (kind.isPositioned()) {
      headers.addAll(List.of("AtlasMinLsn", "AtlasSourceHistory", "Prefer"));
    }
    if (kind.isKept()) {
      headers.add("IfNoneMatch");
    }
    headers.add(kind == Answer.Kind.STREAM ? "LastEventId" : "AcceptEncoding");
    return headers;
  }

  private static ApiResponses responses(Answer answer) {
    Answer.Kind kind = answer.kind();
    var responses = new ApiResponses().addApiResponse("200", success(answer));
    if (kind.isKept()) {
      add(responses, "304", kind.isPositioned() ? "DocumentNotModified" : "ReferenceNotModified");
    }
    add(responses, "400", "BadRequest");
    add(responses, "401", "Unauthorized");
    add(responses, "403", kind.isOwned() ? "Forbidden" : "InsufficientScope");
    if (kind.isOwned()) {
      add(responses, "404", "NotFound");
    }
    if (kind.isPositioned()) {
      add(responses, "409", "OtherHistory");
      add(responses, "429", "ShareUsed");
    }
    add(responses, "503", kind.isPositioned() ? "NotCaughtUp" : "Unavailable");
    return responses;
  }

  private static void add(ApiResponses responses, String status, String component) {
    responses.addApiResponse(status, new ApiResponse().$ref("#/components/responses/" + component));
  }

  private static ApiResponse success(Answer answer) {
    boolean stream = answer.kind() == Answer.Kind.STREAM;
    String type = stream ? "text/event-stream" : "application/json";
    var body = new MediaType().schema(stream ? events(answer.schema()) : body(answer.schema()));
    var response = new ApiResponse().content(new Content().addMediaType(type, body));
    response.setDescription(stream ? "Events, without an end." : "What there is now.");
    if (answer.kind().isKept()) {
      List.of("ETag", "Cache-Control").forEach(name -> addHeader(response, name));
    }
    if (answer.kind().isPositioned()) {
      List.of(
              "Atlas-As-Of",
              "Atlas-Source-History",
              "Atlas-Source-Lsn",
              "Atlas-Lag-Ms",
              "Atlas-Degraded")
          .forEach(name -> addHeader(response, name));
    }
    return response;
  }

  /** Components have the headers' names without hyphens. */
  private static void addHeader(ApiResponse response, String name) {
    response.addHeaderObject(
        name, new Header().$ref("#/components/headers/" + name.replace("-", "")));
  }

  /** OpenAPI 3.1 knows events only as text. */
  private static Schema<?> events(String... schemas) {
    return new JsonSchema()
        .typesItem("string")
        .description("Server-sent events; the data of each is a " + String.join(" or ", schemas));
  }

  private static Schema<?> body(String... schemas) {
    if (schemas.length == 1) {
      return schema(schemas[0]);
    }
    var any = new JsonSchema();
    Arrays.stream(schemas).forEach(name -> any.addOneOfItem(schema(name)));
    return any;
  }

  private static Schema<?> schema(String name) {
    return new JsonSchema().$ref("#/components/schemas/" + name);
  }
}
