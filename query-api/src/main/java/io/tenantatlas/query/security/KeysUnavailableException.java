package io.tenantatlas.query.security;

import org.springframework.security.core.AuthenticationException;

/** Whether a token is right cannot be told: the issuer's keys are not known and cannot be read. */
public final class KeysUnavailableException extends AuthenticationException {

  KeysUnavailableException(Throwable cause) {
    super("The keys of the tokens' issuer cannot be read", cause);
  }
}
