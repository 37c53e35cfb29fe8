package io.tenantatlas.query.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tenantatlas.query.security.Actor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A tenant's documents that are the same for every caller: KPIs, their parts, and badges. */
@RestController
@Tag(name = "Tenants")
@RequestMapping("/api/v1/tenants/{tenantId}")
public final class TenantDocumentController {

  private final DocumentAnswers answers;

  public TenantDocumentController(DocumentAnswers answers) {
    this.answers = answers;
  }

  @GetMapping("/kpis")
  @Operation(operationId = "kpis", summary = "A tenant's KPIs")
  @Answer(kind = Answer.Kind.DOCUMENT, schema = "KpiDocument")
  ResponseEntity<Object> kpis(@PathVariable String tenantId, @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answer(TenantView.KPIS, tenantId, headers);
  }

  @GetMapping("/kpis/{part:dashboard|inventory|operations}")
  @Operation(operationId = "kpiPart", summary = "A part of a tenant's KPIs")
  @Answer(
      kind = Answer.Kind.DOCUMENT,
      schema = {"KpiDashboardDocument", "KpiInventoryDocument", "KpiOperationsDocument"})
  ResponseEntity<Object> kpiPart(
      @PathVariable String tenantId, @PathVariable String part, @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answer(TenantView.of("/kpis/" + part), tenantId, headers);
  }

  @GetMapping("/badges")
  @Operation(operationId = "badges", summary = "A tenant's badges")
  @Answer(kind = Answer.Kind.DOCUMENT, schema = "BadgeDocument")
  ResponseEntity<Object> badges(@PathVariable String tenantId, @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answer(TenantView.BADGES, tenantId, headers);
  }

  private ResponseEntity<Object> answer(TenantView shown, String tenantId, HttpHeaders headers)
      throws InterruptedException {
    return answers.answer(shown.of(PathIds.tenant(tenantId)), shown.view(), Actor.NOBODY, headers);
  }
}
