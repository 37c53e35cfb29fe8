package io.tenantatlas.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActorTest {

  @Test
  void holdsExactlyTheScopesGiven() {
    var actor = new Actor(Set.of("operations:start"));
    assertThat(actor.has("operations:start")).isTrue();
    assertThat(actor.has("operations")).isFalse();
    assertThat(Actor.WITHOUT_SCOPES.has("operations:start")).isFalse();
  }

  @Test
  void cannotBeGivenMoreLater() {
    var given = new HashSet<>(Set.of("kpi:read"));
    var actor = new Actor(given);
    given.add("admin");
    assertThat(actor.has("admin")).isFalse();
    assertThatThrownBy(() -> actor.scopes().add("admin"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
