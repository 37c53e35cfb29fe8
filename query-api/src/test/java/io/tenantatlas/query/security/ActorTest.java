package io.tenantatlas.query.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActorTest {

  private static final Access SEVEN = new Access.Only(Set.of(7L));

  private static Actor with(Access tenants, Access workspaces, Set<String> scopes) {
    return new Actor("", tenants, workspaces, scopes, Instant.MAX);
  }

  @Test
  void holdsExactlyTheScopesGiven() {
    var actor = with(SEVEN, SEVEN, Set.of("operations:start"));
    assertThat(actor.has("operations:start")).isTrue();
    assertThat(actor.has("operations")).isFalse();
    assertThat(Actor.NOBODY.has("operations:start")).isFalse();
  }

  @Test
  void cannotBeGivenMoreLater() {
    var scopes = new HashSet<>(Set.of("kpi:read"));
    var ids = new HashSet<>(Set.of(7L));
    var actor = with(new Access.Only(ids), SEVEN, scopes);
    scopes.add("admin");
    ids.add(8L);
    assertThat(actor.has("admin")).isFalse();
    assertThat(actor.tenants().includes(8)).isFalse();
    assertThatThrownBy(() -> actor.scopes().add("admin"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void readsOnlyWithTheScopeAndOnlyWhatIsIncluded() {
    Access all = new Access.Everything();
    var reader = with(SEVEN, all, Set.of("kpi:read"));
    assertThat(reader.mayReadTenant(7)).isTrue();
    assertThat(reader.mayReadTenant(8)).isFalse();
    assertThat(reader.mayReadWorkspace(8)).isTrue();
    var starter = with(all, all, Set.of("operations:start", "kpi"));
    assertThat(starter.mayRead()).isFalse();
    assertThat(starter.mayReadTenant(7)).isFalse();
    assertThat(starter.mayReadWorkspace(7)).isFalse();
    assertThat(Actor.NOBODY.mayReadTenant(7)).isFalse();
  }
}
