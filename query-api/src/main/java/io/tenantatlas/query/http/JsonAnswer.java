package io.tenantatlas.query.http;

import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Answers with JSON that callers keep and ask for again by its entity tag. */
final class JsonAnswer {

  /**
   * The JSON, or 304 with the same headers when the caller has it.
   *
   * @param etag a strong tag with its quotes
   * @param headers of the answer, completed here
   */
  static ResponseEntity<Object> of(
      String json, String etag, HttpHeaders headers, HttpHeaders request) {
    headers.setETag(etag);
    headers.setCacheControl("private, no-cache");
    if (IfNoneMatch.matches(request.getOrEmpty(HttpHeaders.IF_NONE_MATCH), etag)) {
      return ResponseEntity.status(HttpStatus.NOT_MODIFIED).headers(headers).build();
    }
    return ResponseEntity.ok()
        .headers(headers)
        .contentType(MediaType.APPLICATION_JSON)
        .body(json.getBytes(StandardCharsets.UTF_8));
  }

  private JsonAnswer() {}
}
