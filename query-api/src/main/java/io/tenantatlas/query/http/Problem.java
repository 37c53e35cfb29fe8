package io.tenantatlas.query.http;

import io.tenantatlas.query.store.DocumentKey;
import io.tenantatlas.query.store.Progress;
import io.tenantatlas.query.store.SnapshotProgress;
import io.tenantatlas.query.store.SourceHistory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The errors that callers see (RFC 9457). Their type is {@code urn:tenantatlas:problem:} and a code
 * that never changes; nothing in them comes from an exception's message.
 */
final class Problem {

  private static final String TYPE = "urn:tenantatlas:problem:";
  private static final String RETRY_AFTER_SECONDS = "1";

  static ResponseEntity<Object> invalid(InvalidParameterException invalid) {
    return answer(
        HttpStatus.BAD_REQUEST,
        "invalid-parameter",
        "A part of the request is not valid",
        invalid.parameter() + " must be " + invalid.expected() + ".",
        Map.of("parameter", invalid.parameter(), "expected", invalid.expected()),
        new HttpHeaders());
  }

  static ResponseEntity<Object> notReady(SnapshotProgress snapshot) {
    return unavailable(
        "not-ready",
        "The read model is not ready",
        "The read model is being built from the source and is not complete yet.",
        Map.of("rows_applied", snapshot.rowsApplied(), "rows_expected", snapshot.rowsExpected()),
        new HttpHeaders());
  }

  static ResponseEntity<Object> notCaughtUp(Progress progress, HttpHeaders headers) {
    return unavailable(
        "not-caught-up",
        "The projection has not caught up",
        progress.current()
            ? "The projection did not pass the position that the answer needs within the wait."
            : "The source has another history by now, which is not complete yet.",
        Map.of(
            "source_history", progress.history().text(),
            "source_lsn", progress.position().toString()),
        headers);
  }

  static ResponseEntity<Object> otherHistory(
      Progress progress, SourceHistory asked, HttpHeaders headers) {
    return answer(
        HttpStatus.CONFLICT,
        "other-history",
        "The source has another history",
        "What is there belongs to another history of the source than the one asked for.",
        Map.of("source_history", progress.history().text(), "asked_history", asked.text()),
        headers);
  }

  static ResponseEntity<Object> tooManyWaiting() {
    return unavailable(
        "too-many-waiting",
        "Too many requests are waiting",
        "As many requests as are allowed already wait for the projection.",
        Map.of(),
        new HttpHeaders());
  }

  static ResponseEntity<Object> tooManyStreams() {
    return unavailable(
        "too-many-streams",
        "Too many streams are open",
        "As many streams as are allowed are open already.",
        Map.of(),
        new HttpHeaders());
  }

  static ResponseEntity<Object> waitingShareUsed() {
    return shareUsed(
        "waiting-share-used",
        "Too many of the caller's requests are waiting",
        "As many requests of one caller as are allowed already wait for the projection.");
  }

  static ResponseEntity<Object> streamShareUsed() {
    return shareUsed(
        "stream-share-used",
        "Too many of the caller's streams are open",
        "As many streams of one caller as are allowed are open already.");
  }

  static ResponseEntity<Object> readModelUnavailable() {
    return unavailable(
        "read-model-unavailable",
        "The read model is unavailable",
        "The database with the read model cannot be read at the moment.",
        Map.of(),
        new HttpHeaders());
  }

  /**
   * @param given whether a token came with the request
   */
  static ResponseEntity<Object> unauthorized(boolean given) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(
        HttpHeaders.WWW_AUTHENTICATE,
        given
            ? "Bearer error=\"invalid_token\", error_description=\"The token is not valid\""
            : "Bearer");
    return answer(
        HttpStatus.UNAUTHORIZED,
        "unauthorized",
        "A valid bearer token is needed",
        given
            ? "The bearer token is not valid, or has expired."
            : "The request has no bearer token.",
        Map.of(),
        headers);
  }

  static ResponseEntity<Object> insufficientScope(String scope) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(
        HttpHeaders.WWW_AUTHENTICATE,
        "Bearer error=\"insufficient_scope\", scope=\"%s\"".formatted(scope));
    return answer(
        HttpStatus.FORBIDDEN,
        "insufficient-scope",
        "The token lacks a scope",
        "The token must have the scope " + scope + ".",
        Map.of("scope", scope),
        headers);
  }

  /** The same whether what was asked for exists or not. */
  static ResponseEntity<Object> forbidden() {
    return answer(
        HttpStatus.FORBIDDEN,
        "forbidden",
        "The token does not allow this",
        "What was asked for is not among what the token allows.",
        Map.of(),
        new HttpHeaders());
  }

  static ResponseEntity<Object> keysUnavailable() {
    return unavailable(
        "keys-unavailable",
        "Tokens cannot be verified",
        "The keys of the tokens' issuer cannot be read at the moment.",
        Map.of(),
        new HttpHeaders());
  }

  static ResponseEntity<Object> noSuchDocument(DocumentKey key, HttpHeaders headers) {
    return switch (key) {
      case DocumentKey.InTenant tenant ->
          notFound(
              "tenant-not-found",
              "There is no such tenant",
              "The read model has no such document of this tenant.",
              headers);
      case DocumentKey.OfSession session ->
          notFound(
              "session-not-found",
              "There is no such onboarding session",
              "The read model has no document of this onboarding session in this workspace.",
              headers);
      case DocumentKey.OfCaller caller ->
          throw new IllegalStateException("a list of tenants may be empty, but is always there");
    };
  }

  static ResponseEntity<Object> noSuchItem(HttpHeaders headers) {
    return notFound(
        "item-not-found",
        "There is no such inventory item",
        "The tenant has no inventory item with this external id.",
        headers);
  }

  /** For what Spring and the server refuse by themselves: the status says it all. */
  static ResponseEntity<Object> ofStatus(HttpStatusCode code, HttpHeaders headers) {
    HttpStatus known = HttpStatus.resolve(code.value());
    HttpStatus status = known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
    return answer(status, code(status), status.getReasonPhrase(), "", Map.of(), headers);
  }

  /** The same as text, for where there is no Spring. */
  static String plain(HttpStatus status) {
    return String.format(
        Locale.ROOT,
        "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d}",
        TYPE + code(status),
        status.getReasonPhrase(),
        status.value());
  }

  private static String code(HttpStatus status) {
    return status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static ResponseEntity<Object> shareUsed(String code, String title, String detail) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    return answer(HttpStatus.TOO_MANY_REQUESTS, code, title, detail, Map.of(), headers);
  }

  private static ResponseEntity<Object> unavailable(
      String code, String title, String detail, Map<String, Object> members, HttpHeaders headers) {
    headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    return answer(HttpStatus.SERVICE_UNAVAILABLE, code, title, detail, members, headers);
  }

  private static ResponseEntity<Object> notFound(
      String code, String title, String detail, HttpHeaders headers) {
    return answer(HttpStatus.NOT_FOUND, code, title, detail, Map.of(), headers);
  }

  private static ResponseEntity<Object> answer(
      HttpStatus status,
      String code,
      String title,
      String detail,
      Map<String, Object> members,
      HttpHeaders headers) {
    // No ProblemDetail: Spring adds the request's path to it, and fails if that is no URI.
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", TYPE + code);
    problem.put("title", title);
    problem.put("status", status.value());
    problem.put("detail", detail.isEmpty() ? title + "." : detail);
    problem.putAll(members);
    headers.setCacheControl("no-store");
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  private Problem() {}
}
