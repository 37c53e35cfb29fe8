package io.tenantatlas.query.http;

import io.tenantatlas.query.http.LinkParameters.Limits;
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
@RequestMapping("/api/v1/tenants/{tenantId}")
public final class LinkController {

  private final DocumentAnswers answers;

  public LinkController(DocumentAnswers answers) {
    this.answers = answers;
  }

  @GetMapping("/inventory/{externalId}/links")
  ResponseEntity<Object> ofItem(
      @PathVariable String tenantId,
      @PathVariable String externalId,
      @RequestParam MultiValueMap<String, String> query,
      @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    long tenant = PathIds.tenant(tenantId);
    Limits limits = LinkParameters.limits(query);
    return answer(
        new DocumentKey.OfItem(tenant, externalId, limits.outbound(), limits.inbound()), headers);
  }

  @GetMapping("/foundation/{foundationType}/{id}/links")
  ResponseEntity<Object> ofFoundation(
      @PathVariable String tenantId,
      @PathVariable String foundationType,
      @PathVariable String id,
      @RequestParam MultiValueMap<String, String> query,
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
    return answers.answer(key, headers, content -> Excerpt.whole("links", content));
  }
}
