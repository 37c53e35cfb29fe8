package io.tenantatlas.query.security;

import jakarta.servlet.http.HttpServletRequest;

/** Tells who makes a request. Safe for many threads. */
@FunctionalInterface
public interface Actors {

  /** The one whose token came with the request; {@link Actor#NOBODY} if none did. */
  Actor of(HttpServletRequest request);
}
