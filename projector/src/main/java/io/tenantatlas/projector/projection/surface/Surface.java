package io.tenantatlas.projector.projection.surface;

import io.tenantatlas.projector.projection.view.Links;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one operator surface; its documents are made from nothing else.
 *
 * @param name its name
 * @param path where its document is served
 * @param scopes on which of an actor's scopes it depends
 * @param slots where it has calls to action
 * @param states its state matrix: the first that holds is the state, and the last always holds
 * @param members what else its document says
 * @param invariants what holds in every state
 */
public record Surface(
    String name,
    String path,
    List<Scope> scopes,
    List<Slot> slots,
    List<State> states,
    Function<Situation, Map<String, @Nullable Object>> members,
    List<Invariant> invariants) {

  /** The state of a situation. */
  public State state(Situation situation) {
    return states.stream()
        .filter(state -> state.holds().test(situation))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " has no state for a situation"));
  }

  /** The document that an actor sees in a situation: nested maps in the document's order. */
  public Map<String, @Nullable Object> document(Situation situation, Links links) {
    State state = state(situation);
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("surface", name);
    document.put("state", state.name());
    for (Slot slot : slots) {
      if (slot != Slot.ROW) {
        document.put(slot.member(), shown(state, slot, situation, links));
      }
    }
    document.putAll(members.apply(situation));
    return document;
  }

  /** What stands in the slot: a list, or one call to action or null. */
  static @Nullable Object shown(State state, Slot slot, Situation situation, Links links) {
    List<Map<String, Object>> shown =
        state.offered(slot, situation).stream()
            .map(callToAction -> callToAction.shown(situation, links))
            .toList();
    if (slot.isList()) {
      return shown;
    }
    return shown.isEmpty() ? null : shown.getFirst();
  }
}
