package io.tenantatlas.standalone;

import io.tenantatlas.query.security.Actor;
import io.tenantatlas.query.security.Actors;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Takes an actor's scopes from a request header, as nothing but a test may. It stands in the place
 * of the product's own {@link Actors}.
 */
@Configuration(proxyBeanMethods = false)
public class HeaderActors {

  /** Has the scopes, joined by blanks; absent or empty for none. */
  public static final String HEADER = "Test-Scopes";

  @Bean
  @Primary
  Actors actorsOfHeader() {
    return request -> {
      String scopes = request.getHeader(HEADER);
      return scopes == null || scopes.isEmpty()
          ? Actor.WITHOUT_SCOPES
          : new Actor(Set.of(scopes.split(" ", -1)));
    };
  }
}
