package io.tenantatlas.query.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tenantatlas.query.freshness.WaitingReader.Outcome;
import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.Actors;
import io.tenantatlas.query.store.Document;
import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.DocumentRead;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.stream.Streams;
import io.tenantatlas.query.stream.Streams.Following;
import io.tenantatlas.query.stream.Subscription;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * A tenant's documents as server-sent events: at once those that the caller does not have, then
 * each that changes, until the caller goes, the token expires, the tenant goes, or the process
 * ends.
 */
@RestController
@Tag(name = "Tenants")
public final class StreamController {

  /** In the order in which they are sent at the beginning. */
  private static final List<TenantView> FOLLOWED = List.of(TenantView.KPIS, TenantView.BADGES);

  private final Streams streams;
  private final DocumentAnswers answers;
  private final EventWriter events;
  private final Actors actors;
  private final Clock clock;

  public StreamController(
      Streams streams, DocumentAnswers answers, EventWriter events, Actors actors, Clock clock) {
    this.streams = streams;
    this.answers = answers;
    this.events = events;
    this.actors = actors;
    this.clock = clock;
  }

  @GetMapping("/api/v1/tenants/{tenantId}/stream")
  @Operation(operationId = "stream", summary = "A tenant's KPIs and badges, each time they change")
  @Answer(
      kind = Answer.Kind.STREAM,
      schema = {"KpiDocument", "BadgeDocument"})
  @Nullable ResponseEntity<Object> stream(
      @PathVariable String tenantId,
      @RequestHeader HttpHeaders headers,
      HttpServletRequest request,
      HttpServletResponse response)
      throws InterruptedException, IOException {
    long tenant = PathIds.tenant(tenantId);
    Actor actor = actors.of(request);
    requireUnexpired(actor.expiresAt());
    return switch (streams.follow(tenant, actor.name())) {
      case Following.TooMany() -> Problem.tooManyStreams();
      case Following.ShareUsed() -> Problem.streamShareUsed();
      case Following.Begun(Subscription subscription) ->
          stream(tenant, subscription, actor.expiresAt(), headers, request, response);
    };
  }

  private @Nullable ResponseEntity<Object> stream(
      long tenant,
      Subscription subscription,
      Instant expiresAt,
      HttpHeaders headers,
      HttpServletRequest request,
      HttpServletResponse response)
      throws InterruptedException, IOException {
    boolean started = false;
    try {
      List<Current> documents = new ArrayList<>();
      for (TenantView followed : FOLLOWED) {
        DocumentKey.OfTenant key = followed.of(tenant);
        Outcome outcome = answers.read(key, headers);
        if (!(outcome instanceof Outcome.Read(DocumentRead.Present(var progress, var document)))) {
          return answers.refused(key, outcome);
        }
        subscription.continueIn(progress.history());
        documents.add(new Current(key, progress, (Document.Rendered) document));
      }
      offer(subscription, documents, lastEventId(headers));
      requireUnexpired(expiresAt);
      EventWriter.begin(answers.freshness(documents.getFirst().progress), response);
      if (!request.getMethod().equals(HttpMethod.HEAD.name())) {
        RequestCaller.ifGone(request, subscription::end);
        events.start(tenant, subscription, expiresAt, request.startAsync());
        started = true;
      }
      return null; // written
    } finally {
      if (!started) {
        subscription.close();
      }
    }
  }

  /**
   * A stream ends when its token does, so with one that has ended there is none, however far clocks
   * may be off.
   */
  private void requireUnexpired(Instant expiresAt) {
    if (!clock.instant().isBefore(expiresAt)) {
      throw new InvalidBearerTokenException("The token has expired");
    }
  }

  private record Current(DocumentKey.OfTenant key, Progress progress, Document.Rendered document) {}

  /**
   * All but what the caller certainly has. The id of an event is its document's version, which does
   * not tell of which document: it is known only when the others have not come that far.
   */
  private static void offer(
      Subscription subscription, List<Current> documents, OptionalLong lastEventId) {
    Map<String, Document.Rendered> current = new LinkedHashMap<>();
    for (Current one : documents) {
      boolean known =
          lastEventId.isPresent()
              && documents.stream()
                  .allMatch(
                      each ->
                          each.key.equals(one.key)
                              ? each.document.version() == lastEventId.getAsLong()
                              : each.document.version() < lastEventId.getAsLong());
      if (known) {
        subscription.skip(one.key.kind(), one.document.version());
      } else {
        current.put(one.key.kind(), one.document);
      }
    }
    subscription.offer(current);
  }

  /** What is no version was not sent by this API, and means nothing. */
  private static OptionalLong lastEventId(HttpHeaders headers) {
    String id = headers.getFirst("Last-Event-ID");
    return id != null && id.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(id))
        : OptionalLong.empty();
  }
}
