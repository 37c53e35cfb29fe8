package io.tenantatlas.query.http;

import io.tenantatlas.query.freshness.WaitingReader;
import io.tenantatlas.query.freshness.WaitingReader.Outcome;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.SnapshotProgress;
import io.tenantatlas.query.store.SourceHistory;
import io.tenantatlas.query.store.SourcePosition;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * Answers requests for documents: reads, if asked to not before a position, and turns what was read
 * into status, headers and body. A waiting request blocks its own virtual thread.
 */
public final class DocumentAnswers {

  private final WaitingReader reader;
  private final AnswerCache made;
  private final WaitLimits limits;
  private final FreshnessHeaders freshness;

  public DocumentAnswers(
      WaitingReader reader, AnswerCache made, WaitLimits limits, FreshnessHeaders freshness) {
    this.reader = reader;
    this.made = made;
    this.limits = limits;
    this.freshness = freshness;
  }

  /**
   * @param actor who asks
   * @param request the request's headers
   */
  ResponseEntity<Object> answer(DocumentKey key, View view, Actor actor, HttpHeaders request)
      throws InterruptedException {
    Outcome outcome = read(key, request);
    return outcome instanceof Outcome.Read(DocumentRead.Present(var progress, var document))
        ? present(answer(key, view, actor, document, request), view, freshness(progress), request)
        : refused(key, outcome);
  }

  /** Reads, if asked to only when the projection has come to a history and position. */
  Outcome read(DocumentKey key, HttpHeaders request) throws InterruptedException {
    Freshness asked = Freshness.of(request, limits);
    return reader.read(key, asked.demand(), asked.atMost(), RequestCaller::current);
  }

  /** The problem that an outcome without a document is. */
  ResponseEntity<Object> refused(DocumentKey key, Outcome outcome) {
    return switch (outcome) {
      case Outcome.TooManyWaiting() -> Problem.tooManyWaiting();
      case Outcome.ShareWaiting() -> Problem.waitingShareUsed();
      case Outcome.NotCaughtUp(Progress progress) ->
          Problem.notCaughtUp(progress, freshness(progress));
      case Outcome.OtherHistory(Progress progress, SourceHistory asked) ->
          Problem.otherHistory(progress, asked, freshness(progress));
      case Outcome.Read(DocumentRead.NotReady(SnapshotProgress snapshot)) ->
          Problem.notReady(snapshot);
      case Outcome.Read(DocumentRead.Absent(Progress progress, SourcePosition since)) ->
          Problem.noSuchDocument(key, freshness(progress));
      case Outcome.Read(DocumentRead.Withheld withheld) -> Problem.forbidden();
      case Outcome.Read(DocumentRead.ItemAbsent(Progress progress)) ->
          Problem.noSuchItem(freshness(progress));
      case Outcome.Read(DocumentRead.Present present) ->
          throw new IllegalArgumentException("there is a document");
    };
  }

  private Representation answer(
      DocumentKey key, View view, Actor actor, Document document, HttpHeaders request) {
    boolean gzip = JsonAnswer.wantsGzip(request);
    return key instanceof DocumentKey.OfTenant && document instanceof Document.Rendered rendered
        ? made.get(key, view, actor, gzip, rendered, () -> make(key, view, actor, rendered, gzip))
        : make(key, view, actor, document, gzip);
  }

  private static Representation make(
      DocumentKey key, View view, Actor actor, Document document, boolean gzip) {
    Excerpt excerpt = excerpt(key, document, view, actor);
    String body = body(key, document, excerpt);
    return Representation.of(body, etag(document, excerpt, body), gzip);
  }

  private static ResponseEntity<Object> present(
      Representation answer, View view, HttpHeaders headers, HttpHeaders request) {
    headers.set(HttpHeaders.VARY, JsonAnswer.vary(view));
    return JsonAnswer.of(answer, headers, request);
  }

  private static Excerpt excerpt(DocumentKey key, Document document, View view, Actor actor) {
    try {
      return view.of(document.content(), actor);
    } catch (MalformedDocumentException e) {
      throw new IllegalStateException("The stored document " + key + " cannot be shown", e);
    }
  }

  private static String body(DocumentKey key, Document document, Excerpt excerpt) {
    return "{" + JsonText.join(ids(key), change(document), excerpt.members()) + "}";
  }

  /** The whole document, as every answer with it has it. */
  static String whole(DocumentKey.OfTenant key, Document.Rendered document) {
    return body(key, document, Excerpt.whole(key.kind(), document.content()));
  }

  private static String ids(DocumentKey key) {
    return switch (key) {
      case DocumentKey.OfTenant tenant -> "\"tenant_id\":" + tenant.tenantId();
      case DocumentKey.OfSession session ->
          String.format(
              Locale.ROOT,
              "\"workspace_id\":%d,\"session_id\":%d",
              session.workspaceId(),
              session.sessionId());
      case DocumentKey.OfCaller caller -> "";
      case DocumentKey.OfItem item ->
          String.format(
              Locale.ROOT,
              "\"tenant_id\":%d,\"external_id\":%s",
              item.tenantId(),
              JsonText.string(item.externalId()));
      case DocumentKey.OfFoundation foundation ->
          String.format(
              Locale.ROOT,
              "\"tenant_id\":%d,\"foundation_type\":\"%s\",\"id\":%s",
              foundation.tenantId(),
              foundation.foundationType(),
              JsonText.string(foundation.id()));
    };
  }

  private static String change(Document document) {
    return switch (document) {
      case Document.Rendered rendered ->
          String.format(
              Locale.ROOT,
              "\"version\":%d,\"changed_at\":\"%s\"",
              rendered.version(),
              Timestamps.format(rendered.changedAt()));
      case Document.Gathered gathered -> "";
    };
  }

  private static String etag(Document document, Excerpt excerpt, String body) {
    return switch (document) {
      case Document.Rendered rendered -> etag(rendered, excerpt);
      case Document.Gathered gathered -> ContentTag.of(excerpt.name(), body);
    };
  }

  /** Of just that by which a document is told from others of its key. */
  private static String etag(Document.Rendered document, Excerpt excerpt) {
    return String.format(
        Locale.ROOT,
        "\"%s-%d-%d-%s%s\"",
        excerpt.name(),
        document.partition(),
        document.version(),
        Long.toString(document.changedAt().toEpochMilli(), Character.MAX_RADIX),
        excerpt.tagSuffix());
  }

  /** The headers that say how fresh an answer is. */
  HttpHeaders freshness(Progress progress) {
    return freshness.of(progress);
  }
}
