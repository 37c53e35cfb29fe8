package io.tenantatlas.query.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActorClaimsTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static Actor actor(Map<String, Object> claims) {
    return ActorClaims.actor(claims, NOON);
  }

  @Test
  void anActorIsTheSameWithEachOfItsTokens() {
    String name = actor(Map.of("sub", "a", "jti", "1")).name();
    assertThat(actor(Map.of("sub", "a", "jti", "2", "scope", "admin")).name()).isEqualTo(name);
    assertThat(actor(Map.of("sub", "b", "jti", "1")).name()).isNotEqualTo(name);
  }

  @Test
  void anActorOfWhomNothingIsSaidIsKnownByItsToken() {
    for (Map<String, Object> nobody : List.<Map<String, Object>>of(Map.of(), Map.of("sub", " "))) {
      Map<String, Object> claims = new HashMap<>(nobody);
      claims.put("jti", "1");
      String name = actor(claims).name();
      assertThat(actor(claims).name()).isEqualTo(name);
      claims.put("jti", "2");
      assertThat(actor(claims).name()).isNotEqualTo(name);
    }
  }

  @Test
  void whatIsClaimedIsGranted() {
    Actor actor =
        actor(
            Map.of(
                "tenants",
                List.of(1L, 2L),
                "workspaces",
                "*",
                "scope",
                " kpi:read  admin kpi:read"));
    assertThat(actor.tenants()).isEqualTo(new Access.Only(Set.of(1L, 2L)));
    assertThat(actor.workspaces()).isEqualTo(new Access.Everything());
    assertThat(actor.scopes()).containsExactlyInAnyOrder("kpi:read", "admin");
    assertThat(actor.expiresAt()).isEqualTo(NOON);
    assertThat(actor(Map.of("scope", List.of("kpi:read", "admin"))).scopes())
        .containsExactlyInAnyOrder("kpi:read", "admin");
  }

  @Test
  void whatIsNotClaimedIsNotGranted() {
    assertThat(actor(Map.of()).tenants()).isEqualTo(Access.NOTHING);
    assertThat(actor(Map.of()).workspaces()).isEqualTo(Access.NOTHING);
    assertThat(actor(Map.of()).scopes()).isEmpty();
  }

  static Stream<Object> claimsOfOtherTypes() {
    return Stream.of(
        1L,
        1.0,
        true,
        "",
        " *",
        "1",
        "[1]",
        Map.of("1", 1L),
        List.of("*"),
        List.of("1"),
        List.of(1L, "2"),
        List.of(1L, 2.0),
        List.of(1L, List.of(2L)),
        List.of(1L, Map.of()));
  }

  @ParameterizedTest
  @MethodSource("claimsOfOtherTypes")
  void aClaimOfAnotherTypeGrantsNothing(Object claim) {
    Actor actor = actor(Map.of("tenants", claim, "workspaces", claim));
    assertThat(actor.tenants()).isEqualTo(Access.NOTHING);
    assertThat(actor.workspaces()).isEqualTo(Access.NOTHING);
  }

  static Stream<Object> scopesOfOtherTypes() {
    return Stream.of(
        1L, true, "", " ", List.of("kpi:read", 1L), List.of(List.of("kpi:read")), Map.of("a", "b"));
  }

  @ParameterizedTest
  @MethodSource("scopesOfOtherTypes")
  void aScopeOfAnotherTypeGrantsNothing(Object claim) {
    assertThat(actor(Map.of("scope", claim)).scopes()).isEmpty();
  }
}
