package io.tenantatlas.standalone.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tenantatlas.query.http.InvalidParameterException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Gives tokens to whoever asks from this machine. */
@RestController
final class DevTokenController {

  static final String PATH = "/dev/token";

  private static final int BYTES_MAX = 16 * 1024;

  private final DevTokens tokens;

  DevTokenController(DevTokens tokens) {
    this.tokens = tokens;
  }

  /** The answer of RFC 6749, section 5.1. */
  record Answer(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") long expiresIn) {}

  /** Only JSON: other sites' pages cannot send that without being asked first (CORS). */
  @PostMapping(path = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Answer> token(HttpServletRequest request) throws IOException {
    if (!LocalRequests.accepts(request)) {
      throw new ResponseStatusException(HttpStatus.FORBIDDEN);
    }
    DevTokenRequest wanted = DevTokenRequest.read(body(request));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Answer(tokens.token(wanted), "Bearer", wanted.timeToLive().toSeconds()));
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(BYTES_MAX + 1);
    if (body.length > BYTES_MAX) {
      throw new InvalidParameterException("body", "at most " + BYTES_MAX + " bytes long");
    }
    return body;
  }
}
