package io.tenantatlas.query.http;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Answers with JSON that callers keep and ask for again by its entity tag. */
final class JsonAnswer {

  static final String CACHE_CONTROL = "private, no-cache";

  /** The JSON, compressed when the caller takes that. */
  static ResponseEntity<Object> of(
      String json, String etag, HttpHeaders headers, HttpHeaders request) {
    return of(Representation.of(json, etag, wantsGzip(request)), headers, request);
  }

  /**
   * The answer, or 304 with the same headers when the caller has it.
   *
   * @param headers of the answer, completed here
   */
  static ResponseEntity<Object> of(
      Representation answer, HttpHeaders headers, HttpHeaders request) {
    headers.setETag(answer.etag());
    headers.setCacheControl(CACHE_CONTROL);
    if (!headers.containsHeader(HttpHeaders.VARY)) {
      headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }
    if (IfNoneMatch.matches(request.getOrEmpty(HttpHeaders.IF_NONE_MATCH), answer.etag())) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).headers(headers).build();
    }
    if (answer.compressed()) {
      headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    return ResponseEntity.ok()
        .headers(headers)
        .contentType(MediaType.APPLICATION_JSON)
        .body(answer.body());
  }

  /** On what of the request the answers of a view depend. */
  static String vary(View view) {
    return view.forActor() ? "Authorization, Accept-Encoding" : HttpHeaders.ACCEPT_ENCODING;
  }

  static boolean wantsGzip(HttpHeaders request) {
    return Representation.wantsGzip(request.getOrEmpty(HttpHeaders.ACCEPT_ENCODING));
  }

  private JsonAnswer() {}
}
