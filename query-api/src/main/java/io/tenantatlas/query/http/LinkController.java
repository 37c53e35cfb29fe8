package io.tenantatlas.query.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tenantatlas.query.http.LinkParameters.Limits;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.store.DocumentKey;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The edges from and to an inventory item, and those to what is none, such as a group. */
@RestController
@Tag(name = "Links")
@RequestMapping("/api/v1/tenants/{tenantId}")
public final class LinkController {

  private static final View LINKS = new View.Whole("links");

  private final DocumentAnswers answers;

  public LinkController(DocumentAnswers answers) {
    this.answers = answers;
  }

  @GetMapping("/inventory/{externalId}/links")
  @Operation(
      operationId = "itemLinks",
      summary = "The edges from and to an inventory item, newest first")
  @Answer(kind = Answer.Kind.DOCUMENT, schema = "ItemLinks")
  @Parameter(
      name = "direction",
      in = ParameterIn.QUERY,
      description = "The list not asked for is empty.",
      schema =
          @Schema(
              type = "string",
              allowableValues = {"outbound", "inbound", "both"},
              defaultValue = "both"))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many edges of each direction, at most.",
      schema = @Schema(type = "integer", minimum = "1", maximum = "50", defaultValue = "50"))
  ResponseEntity<Object> ofItem(
      @PathVariable String tenantId,
      @PathVariable String externalId,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    long tenant = PathIds.tenant(tenantId);
    Limits limits = LinkParameters.limits(query);
    return answer(
        new DocumentKey.OfItem(tenant, externalId, limits.outbound(), limits.inbound()), headers);
  }

  @GetMapping("/foundation/{foundationType}/{id}/links")
  @Operation(
      operationId = "foundationLinks",
      summary = "The edges to a group, filter, scope tag or category, newest first")
  @Answer(kind = Answer.Kind.DOCUMENT, schema = "FoundationLinks")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many edges of each direction, at most.",
      schema = @Schema(type = "integer", minimum = "1", maximum = "50", defaultValue = "50"))
  ResponseEntity<Object> ofFoundation(
      @PathVariable String tenantId,
      @PathVariable String foundationType,
      @PathVariable String id,
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answer(
        new DocumentKey.OfFoundation(
            PathIds.tenant(tenantId),
            LinkParameters.foundationType(foundationType),
            id,
            LinkParameters.limit(query)),
        headers);
  }

  private ResponseEntity<Object> answer(DocumentKey key, HttpHeaders headers)
      throws InterruptedException {
    return answers.answer(key, LINKS, Actor.NOBODY, headers);
  }
}
