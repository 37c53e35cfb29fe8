package io.tenantatlas.projector.projection.surface;

import io.tenantatlas.projector.projection.view.Links;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A surface's document for every actor at once, as it is stored: {@code scopes} on which it
 * depends; {@code actors}, the members that differ, by those of the scopes that an actor has
 * (joined by blanks); and the members that are {@code shared}. A request picks its actor's.
 */
public final class SurfaceContent {

  /** Members that stand with the actor's in any case, so that answers begin with them. */
  private static final Set<String> LEADING =
      Set.of("surface", "state", Slot.PRIMARY.member(), Slot.SECONDARY.member());

  private SurfaceContent() {}

  /** The stored content: nested maps in its order. */
  public static Map<String, @Nullable Object> of(
      Surface surface, Situation situation, Links links) {
    Map<String, Map<String, @Nullable Object>> actors = new LinkedHashMap<>();
    for (Set<Scope> scopes : subsets(surface.scopes())) {
      actors.put(key(scopes), surface.document(situation.seenWith(scopes), links));
    }
    Map<String, @Nullable Object> content = new LinkedHashMap<>();
    content.put("scopes", surface.scopes().stream().map(Scope::scopeName).toList());
    content.put("actors", actors);
    content.put("shared", takeShared(actors));
    return content;
  }

  private static List<Set<Scope>> subsets(List<Scope> scopes) {
    List<Set<Scope>> subsets = new ArrayList<>();
    for (int bits = 0; bits < 1 << scopes.size(); bits++) {
      Set<Scope> subset = EnumSet.noneOf(Scope.class);
      for (int i = 0; i < scopes.size(); i++) {
        if ((bits & 1 << i) != 0) {
          subset.add(scopes.get(i));
        }
      }
      subsets.add(subset);
    }
    return subsets;
  }

  private static String key(Set<Scope> scopes) {
    return scopes.stream().map(Scope::scopeName).collect(Collectors.joining(" "));
  }

  /** Removes from the actors' members those that are the same for all, and returns them. */
  private static Map<String, @Nullable Object> takeShared(
      Map<String, Map<String, @Nullable Object>> actors) {
    Map<String, @Nullable Object> first = actors.values().iterator().next();
    Map<String, @Nullable Object> shared = new LinkedHashMap<>();
    first.forEach(
        (name, value) -> {
          boolean same =
              actors.values().stream().allMatch(one -> Objects.equals(one.get(name), value));
          if (same && !LEADING.contains(name)) {
            shared.put(name, value);
          }
        });
    actors.values().forEach(members -> members.keySet().removeAll(shared.keySet()));
    return shared;
  }
}
