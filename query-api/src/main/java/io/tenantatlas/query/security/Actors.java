package io.tenantatlas.query.security;

import jakarta.servlet.http.HttpServletRequest;

/** Tells who makes a request. Safe for many threads. */
@FunctionalInterface
public interface Actors {

  Actor of(HttpServletRequest request);
}
