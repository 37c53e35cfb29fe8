package io.tenantatlas.projector.projection.surface;

import static io.tenantatlas.projector.projection.surface.SituationFixture.LINKS;
import static io.tenantatlas.projector.projection.surface.SituationFixture.SURFACES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The stored form of a surface's document. */
class SurfaceContentTest {

  @Test
  void everyActorsPartAndTheSharedPartTogetherAreTheActorsDocument() {
    for (Surface surface : SURFACES.all()) {
      for (Situation situation : SituationFixture.all()) {
        Map<String, @Nullable Object> content = SurfaceContent.of(surface, situation, LINKS);
        Map<?, ?> actors = (Map<?, ?>) Objects.requireNonNull(content.get("actors"));
        assertThat(actors).hasSize(1 << surface.scopes().size());
        for (Set<Scope> actor : SituationFixture.actors()) {
          assertThat(together(content, surface, actor))
              .isEqualTo(surface.document(situation.seenWith(actor), LINKS));
        }
      }
    }
  }

  private static Map<Object, @Nullable Object> together(
      Map<String, @Nullable Object> content, Surface surface, Set<Scope> actor) {
    String key =
        surface.scopes().stream()
            .filter(actor::contains)
            .map(Scope::scopeName)
            .collect(Collectors.joining(" "));
    Map<?, ?> actors = (Map<?, ?>) Objects.requireNonNull(content.get("actors"));
    Map<Object, @Nullable Object> together = new LinkedHashMap<>();
    together.putAll((Map<?, ?>) Objects.requireNonNull(actors.get(key)));
    together.putAll((Map<?, ?>) Objects.requireNonNull(content.get("shared")));
    return together;
  }

  @Test
  void anAnswerBeginsWithTheSurfaceItsStateAndItsCallsToAction() {
    Map<String, @Nullable Object> content =
        SurfaceContent.of(SURFACES.recentOperations(), Situation.listing(List.of()), LINKS);
    Map<?, ?> actors = (Map<?, ?>) Objects.requireNonNull(content.get("actors"));
    Map<?, ?> anyone = (Map<?, ?>) Objects.requireNonNull(actors.get(""));
    assertThat(anyone.keySet().stream().map(String::valueOf))
        .containsExactly("surface", "state", "primary_cta", "secondary_cta");
  }
}
