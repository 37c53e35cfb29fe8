package io.tenantatlas.query.http;

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
public final class SurfaceController {

  private final DocumentAnswers answers;
  private final Actors actors;

  public SurfaceController(DocumentAnswers answers, Actors actors) {
    this.answers = answers;
    this.actors = actors;
  }

  @GetMapping("/api/v1/tenants/{tenantId}/surfaces/{surface:recent-operations|verification}")
  ResponseEntity<Object> ofTenant(
      @PathVariable String tenantId,
      @PathVariable String surface,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest request)
      throws InterruptedException {
    var key = new DocumentKey.OfTenant(PathIds.tenant(tenantId), "surface." + surface);
    return answer(key, surface, headers, request);
  }

  @GetMapping("/api/v1/workspaces/{workspaceId}/onboarding/{sessionId}/surfaces/verification")
  ResponseEntity<Object> ofSession(
      @PathVariable String workspaceId,
      @PathVariable String sessionId,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest request)
      throws InterruptedException {
    var key = new DocumentKey.OfSession(PathIds.workspace(workspaceId), PathIds.session(sessionId));
    return answer(key, "onboarding-verification", headers, request);
  }

  private ResponseEntity<Object> answer(
      DocumentKey key, String surface, HttpHeaders headers, HttpServletRequest request)
      throws InterruptedException {
    Actor actor = actors.of(request);
    return answers.answer(key, headers, content -> Excerpt.surface(surface, actor, content));
  }
}
