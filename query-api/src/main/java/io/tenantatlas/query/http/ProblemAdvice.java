package io.tenantatlas.query.http;

import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.ActorAuthentication;
import io.tenantatlas.query.security.KeysUnavailableException;
import io.tenantatlas.query.store.ReadModelUnavailableException;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Answers every exception with a problem; the reason goes to the log, never to the caller. */
@RestControllerAdvice
public final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Object> invalid(InvalidParameterException invalid) {
    return Problem.invalid(invalid);
  }

  @ExceptionHandler
  ResponseEntity<Object> unavailable(ReadModelUnavailableException unavailable) {
    LOG.warn("{}", unavailable.getMessage());
    return Problem.readModelUnavailable();
  }

  @ExceptionHandler
  ResponseEntity<Object> unauthenticated(AuthenticationException refusal) {
    if (refusal instanceof KeysUnavailableException) {
      return Problem.keysUnavailable();
    }
    return Problem.unauthorized(refusal instanceof OAuth2AuthenticationException);
  }

  @ExceptionHandler
  ResponseEntity<Object> forbidden(AccessDeniedException refusal) {
    return ActorAuthentication.current().mayRead()
        ? Problem.forbidden()
        : Problem.insufficientScope(Actor.READ);
  }

  /** Parts of requests are looked at when they are used, so these come from anywhere. */
  @ExceptionHandler(RequestRejectedException.class)
  ResponseEntity<Object> malformed(RuntimeException refusal) {
    return Problem.ofStatus(HttpStatus.BAD_REQUEST, new HttpHeaders());
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> unforeseen(Exception unforeseen) {
    if (DisconnectedClientHelper.isClientDisconnectedException(unforeseen)) {
      return null;
    }
    if (unforeseen instanceof HttpException malformed && malformed.getCode() < 500) {
      return Problem.ofStatus(HttpStatusCode.valueOf(malformed.getCode()), new HttpHeaders());
    }
    LOG.error("A request failed for a reason that was not foreseen", unforeseen);
    return Problem.ofStatus(HttpStatus.INTERNAL_SERVER_ERROR, new HttpHeaders());
  }

  /** Spring's own refusals: their status and headers, such as Allow, but not their texts. */
  @Override
  protected ResponseEntity<Object> handleExceptionInternal(
      Exception refusal,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpHeaders copy = new HttpHeaders();
    copy.putAll(headers);
    return Problem.ofStatus(status, copy);
  }
}
