package io.tenantatlas.query.http;

import io.tenantatlas.query.store.DocumentKey;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A tenant's documents that are the same for every caller: KPIs, their parts, and badges. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}")
public final class TenantDocumentController {

  private static final String KPI = "kpi";
  private static final String BADGE = "badge";

  private final DocumentAnswers answers;

  public TenantDocumentController(DocumentAnswers answers) {
    this.answers = answers;
  }

  @GetMapping("/kpis")
  ResponseEntity<Object> kpis(@PathVariable String tenantId, @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answers.answer(key(tenantId, KPI), headers, content -> Excerpt.whole(KPI, content));
  }

  @GetMapping("/kpis/{part:dashboard|inventory|operations}")
  ResponseEntity<Object> kpiPart(
      @PathVariable String tenantId, @PathVariable String part, @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answers.answer(
        key(tenantId, KPI), headers, content -> Excerpt.member(KPI, part, content));
  }

  @GetMapping("/badges")
  ResponseEntity<Object> badges(@PathVariable String tenantId, @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answers.answer(key(tenantId, BADGE), headers, content -> Excerpt.whole(BADGE, content));
  }

  private static DocumentKey key(String tenantId, String kind) {
    return new DocumentKey.OfTenant(PathIds.tenant(tenantId), kind);
  }
}
