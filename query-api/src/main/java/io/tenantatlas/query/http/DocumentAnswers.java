package io.tenantatlas.query.http;

import io.tenantatlas.query.freshness.WaitingReader;
import io.tenantatlas.query.freshness.WaitingReader.Outcome;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.SnapshotProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * Answers requests for documents: reads, if asked to not before a position, and turns what was read
 * into status, headers and body. A waiting request blocks its own virtual thread.
 */
public final class DocumentAnswers {

  private final WaitingReader reader;
  private final WaitLimits limits;
  private final Clock clock;

  public DocumentAnswers(WaitingReader reader, WaitLimits limits, Clock clock) {
    this.reader = reader;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * @param request the request's headers
   * @param view what of the document's content is shown
   */
  ResponseEntity<Object> answer(
      DocumentKey key, HttpHeaders request, Function<String, Excerpt> view)
      throws InterruptedException {
    Freshness asked = Freshness.of(request, limits);
    return switch (reader.read(key, asked.minimum(), asked.atMost())) {
      case Outcome.TooManyWaiting() -> Problem.tooManyWaiting();
      case Outcome.NotCaughtUp(Progress progress) ->
          Problem.notCaughtUp(progress, freshness(progress));
      case Outcome.Read(DocumentRead.NotReady(SnapshotProgress snapshot)) ->
          Problem.notReady(snapshot);
      case Outcome.Read(DocumentRead.Absent(Progress progress)) ->
          Problem.noSuchDocument(key, freshness(progress));
      case Outcome.Read(DocumentRead.ItemAbsent(Progress progress)) ->
          Problem.noSuchItem(freshness(progress));
      case Outcome.Read(DocumentRead.Present(Progress progress, Document document)) ->
          present(key, document, excerpt(key, document, view), freshness(progress), request);
    };
  }

  private static ResponseEntity<Object> present(
      DocumentKey key,
      Document document,
      Excerpt excerpt,
      HttpHeaders headers,
      HttpHeaders request) {
    if (excerpt.forActor()) {
      headers.set(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
    }
    String body = body(key, document, excerpt);
    return JsonAnswer.of(body, etag(document, excerpt, body), headers, request);
  }

  private static Excerpt excerpt(
      DocumentKey key, Document document, Function<String, Excerpt> view) {
    try {
      return view.apply(document.content());
    } catch (MalformedDocumentException e) {
      throw new IllegalStateException("The stored document " + key + " cannot be shown", e);
    }
  }

  private static String body(DocumentKey key, Document document, Excerpt excerpt) {
    return "{" + JsonText.join(ids(key), change(document), excerpt.members()) + "}";
  }

  private static String ids(DocumentKey key) {
    return switch (key) {
      case DocumentKey.OfTenant tenant -> "\"tenant_id\":" + tenant.tenantId();
      case DocumentKey.OfSession session ->
          "\"workspace_id\":%d,\"session_id\":%d"
              .formatted(session.workspaceId(), session.sessionId());
      case DocumentKey.OfItem item ->
          "\"tenant_id\":%d,\"external_id\":%s"
              .formatted(item.tenantId(), JsonText.string(item.externalId()));
      case DocumentKey.OfFoundation foundation ->
          "\"tenant_id\":%d,\"foundation_type\":\"%s\",\"id\":%s"
              .formatted(
                  foundation.tenantId(),
                  foundation.foundationType(),
                  JsonText.string(foundation.id()));
    };
  }

  private static String change(Document document) {
    return switch (document) {
      case Document.Rendered rendered ->
          "\"version\":%d,\"changed_at\":\"%s\""
              .formatted(rendered.version(), Timestamps.format(rendered.changedAt()));
      case Document.Gathered gathered -> "";
    };
  }

  private static String etag(Document document, Excerpt excerpt, String body) {
    return switch (document) {
      case Document.Rendered rendered -> etag(rendered, excerpt);
      case Document.Gathered gathered -> ContentTag.of(excerpt.name(), body);
    };
  }

  /**
   * Content changes only with the version, which every partition counts for itself. A document that
   * was removed may return with an old version, but not with its instant.
   */
  private static String etag(Document.Rendered document, Excerpt excerpt) {
    return "\"%s-%d-%d-%s%s\""
        .formatted(
            excerpt.name(),
            document.partition(),
            document.version(),
            Long.toString(document.changedAt().toEpochMilli(), Character.MAX_RADIX),
            excerpt.tagSuffix());
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
