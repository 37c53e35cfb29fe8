package io.tenantatlas.query;

import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.Actors;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.context.annotation.Primary;

/** Callers who hold the scopes that they claim in a header. Exists in tests only. */
@Primary
final class TestActors implements Actors {

  /** Scopes, separated by blanks. */
  static final String HEADER = "Test-Scopes";

  @Override
  public Actor of(HttpServletRequest request) {
    String claimed = request.getHeader(HEADER);
    return claimed == null ? Actor.WITHOUT_SCOPES : new Actor(Set.of(claimed.split(" ")));
  }
}
