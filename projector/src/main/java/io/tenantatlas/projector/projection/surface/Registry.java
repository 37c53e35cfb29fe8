package io.tenantatlas.projector.projection.surface;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registry of surfaces as it is served: every surface's declaration, and the exemptions. */
public final class Registry {

  private Registry() {}

  /** Nested maps in the document's order. */
  public static Map<String, @Nullable Object> shown(Surfaces surfaces) {
    Map<String, @Nullable Object> registry = new LinkedHashMap<>();
    registry.put("surfaces", surfaces.all().stream().map(Registry::shown).toList());
    registry.put("exemptions", Surfaces.exemptions().stream().map(Registry::shown).toList());
    return registry;
  }

  private static Map<String, @Nullable Object> shown(Surface surface) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("surface", surface.name());
    shown.put("path", surface.path());
    shown.put("scopes", surface.scopes().stream().map(Scope::scopeName).toList());
    shown.put("calls_to_action", callsToAction(surface));
    shown.put("states", surface.states().stream().map(state -> shown(surface, state)).toList());
    shown.put("invariants", surface.invariants().stream().map(Registry::shown).toList());
    return shown;
  }

  /** All that the surface ever offers, in the order of {@link CallToAction}. */
  private static List<Map<String, @Nullable Object>> callsToAction(Surface surface) {
    return Arrays.stream(CallToAction.values())
        .filter(
            one ->
                surface.states().stream()
                    .anyMatch(
                        state ->
                            state.offers().values().stream()
                                .anyMatch(offered -> offered.contains(one))))
        .map(Registry::shown)
        .toList();
  }

  private static Map<String, @Nullable Object> shown(Surface surface, State state) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("state", state.name());
    shown.put("when", state.when());
    for (Slot slot : surface.slots()) {
      List<String> kinds =
          state.offers().getOrDefault(slot, List.of()).stream().map(CallToAction::kind).toList();
      Object one = kinds.isEmpty() ? null : kinds.getFirst();
      shown.put(slot.member(), slot.isList() ? kinds : one);
    }
    return shown;
  }

  private static Map<String, @Nullable Object> shown(CallToAction callToAction) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("kind", callToAction.kind());
    shown.put("label", callToAction.label());
    return shown;
  }

  private static Map<String, @Nullable Object> shown(Invariant invariant) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("invariant", invariant.invariantName());
    shown.put("description", invariant.description());
    return shown;
  }

  private static Map<String, @Nullable Object> shown(Exemption exemption) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("class_name", exemption.className());
    shown.put("reason", exemption.reason());
    shown.put("focused_tests", exemption.focusedTests());
    return shown;
  }
}
