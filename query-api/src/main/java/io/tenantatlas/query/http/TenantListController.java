package io.tenantatlas.query.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.Actors;
import io.tenantatlas.query.store.DocumentKey;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The list of the caller's tenants. */
@RestController
@Tag(name = "Tenants")
public final class TenantListController {

  private static final int LIMIT_MAX = 200;
  private static final int LIMIT_BY_DEFAULT = 50;

  private static final View TENANTS = new View.OfCaller("tenants");

  private final DocumentAnswers answers;
  private final Actors actors;

  public TenantListController(DocumentAnswers answers, Actors actors) {
    this.answers = answers;
    this.actors = actors;
  }

  @GetMapping("/api/v1/tenants")
  @Operation(operationId = "tenants", summary = "The caller's tenants with their headline KPIs")
  @Answer(kind = Answer.Kind.LIST, schema = "TenantList")
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "How many, at most.",
      schema = @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "Only tenants with greater ids: the next of the page before.",
      schema = @Schema(type = "integer", format = "int64", minimum = "0", defaultValue = "0"))
  ResponseEntity<Object> tenants(
      @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest request)
      throws InterruptedException {
    int limit = (int) QueryParameters.integer(query, "limit", 1, LIMIT_MAX, LIMIT_BY_DEFAULT);
    long after = QueryParameters.integer(query, "after", 0, Long.MAX_VALUE, 0);
    Actor actor = actors.of(request);
    var key = new DocumentKey.OfCaller(AccessRules.readableTenants(actor), after, limit);
    return answers.answer(key, TENANTS, actor, headers);
  }
}
