package io.tenantatlas.query.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.Actors;
import io.tenantatlas.query.store.DocumentKey;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The operator's surfaces, each as its caller may see it. */
@RestController
@Tag(name = "Surfaces")
public final class SurfaceController {

  private static final View ONBOARDING = new View.Surface("onboarding-verification");

  private final DocumentAnswers answers;
  private final Actors actors;

  public SurfaceController(DocumentAnswers answers, Actors actors) {
    this.answers = answers;
    this.actors = actors;
  }

  @GetMapping("/api/v1/tenants/{tenantId}/surfaces/{surface:recent-operations|verification}")
  @Operation(
      operationId = "tenantSurface",
      summary = "A surface of a tenant, as the caller may see it")
  @Answer(
      kind = Answer.Kind.DOCUMENT,
      schema = {"RecentOperations", "Verification"})
  ResponseEntity<Object> ofTenant(
      @PathVariable String tenantId,
      @PathVariable String surface,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest request)
      throws InterruptedException {
    TenantView shown = TenantView.of("/surfaces/" + surface);
    return answers.answer(
        shown.of(PathIds.tenant(tenantId)), shown.view(), actors.of(request), headers);
  }

  @GetMapping("/api/v1/workspaces/{workspaceId}/onboarding/{sessionId}/surfaces/verification")
  @Operation(
      operationId = "onboardingSurface",
      summary = "The verification of an onboarding session, as the caller may see it")
  @Answer(kind = Answer.Kind.DOCUMENT, schema = "OnboardingVerification")
  ResponseEntity<Object> ofSession(
      @PathVariable String workspaceId,
      @PathVariable String sessionId,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest request)
      throws InterruptedException {
    Actor actor = actors.of(request);
    var key =
        new DocumentKey.OfSession(
            PathIds.workspace(workspaceId),
            PathIds.session(sessionId),
            AccessRules.readableTenants(actor));
    return answers.answer(key, ONBOARDING, actor, headers);
  }
}
