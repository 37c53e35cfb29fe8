package io.tenantatlas.query.http;

import io.tenantatlas.query.freshness.WaitingReader;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A tenant's KPI document and its parts. A waiting request blocks its own virtual thread. */
@RestController
@RequestMapping("/api/v1/tenants/{tenantId}/kpis")
public final class TenantKpiController {

  private final WaitingReader reader;
  private final TenantAnswers answers;
  private final WaitLimits limits;

  public TenantKpiController(WaitingReader reader, TenantAnswers answers, WaitLimits limits) {
    this.reader = reader;
    this.answers = answers;
    this.limits = limits;
  }

  @GetMapping
  ResponseEntity<Object> whole(@PathVariable String tenantId, @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answer(tenantId, KpiPart.WHOLE, headers);
  }

  @GetMapping("/{part:" + KpiPart.SEGMENTS + "}")
  ResponseEntity<Object> part(
      @PathVariable String tenantId, @PathVariable String part, @RequestHeader HttpHeaders headers)
      throws InterruptedException {
    return answer(tenantId, KpiPart.ofSegment(part), headers);
  }

  private ResponseEntity<Object> answer(String tenant, KpiPart part, HttpHeaders headers)
      throws InterruptedException {
    long tenantId = TenantIds.parse(tenant);
    Freshness asked = Freshness.of(headers, limits);
    var outcome = reader.read(tenantId, asked.minimum(), asked.atMost());
    return answers.answer(tenantId, part, outcome, headers.getOrEmpty(HttpHeaders.IF_NONE_MATCH));
  }
}
