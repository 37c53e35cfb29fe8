package io.tenantatlas.query.http;

import io.tenantatlas.query.freshness.WaitingReader.Outcome;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.TenantRead;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Turns what was read for a tenant into the answer: status, headers and body. */
public final class TenantAnswers {

  private final Clock clock;

  public TenantAnswers(Clock clock) {
    this.clock = clock;
  }

  ResponseEntity<Object> answer(
      long tenantId, KpiPart part, Outcome outcome, List<String> ifNoneMatch) {
    return switch (outcome) {
      case Outcome.TooManyWaiting tooMany -> Problem.tooManyWaiting();
      case Outcome.NotCaughtUp(Progress progress) ->
          Problem.notCaughtUp(progress, freshness(progress));
      case Outcome.Read(TenantRead.NotReady notReady) -> Problem.notReady(notReady.snapshot());
      case Outcome.Read(TenantRead.Absent absent) ->
          Problem.noSuchDocument(freshness(absent.progress()));
      case Outcome.Read(TenantRead.Present present) ->
          present(tenantId, part, present, ifNoneMatch);
    };
  }

  private ResponseEntity<Object> present(
      long tenantId, KpiPart part, TenantRead.Present present, List<String> ifNoneMatch) {
    Document document = present.document();
    HttpHeaders headers = freshness(present.progress());
    String etag = part.etag(document);
    headers.setETag(etag);
    headers.setCacheControl("private, no-cache");
    if (IfNoneMatch.matches(ifNoneMatch, etag)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).headers(headers).build();
    }
    return part.body(tenantId, document)
        .map(body -> json(body, headers))
        .orElseGet(() -> Problem.noSuchDocument(freshness(present.progress())));
  }

  private static ResponseEntity<Object> json(String body, HttpHeaders headers) {
    return ResponseEntity.ok()
        .headers(headers)
        .contentType(MediaType.APPLICATION_JSON)
        .body(body.getBytes(StandardCharsets.UTF_8));
  }

  private HttpHeaders freshness(Progress progress) {
    HttpHeaders headers = new HttpHeaders();
    headers.set("Atlas-As-Of", Timestamps.format(progress.asOf()));
    headers.set("Atlas-Source-Lsn", progress.position().toString());
    Duration lag = progress.lag(clock.instant());
    if (lag != null) {
      headers.set("Atlas-Lag-Ms", Long.toString(lag.toMillis()));
    }
    return headers;
  }
}
