package io.tenantatlas.projector.projection.surface;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One row of a surface's state matrix.
 *
 * @param name the state's name in documents
 * @param when what it means, in words
 * @param holds whether it is this one, given that no state before it is
 * @param offers the calls to action by slot; a slot that is absent stays empty
 */
public record State(
    String name, String when, Predicate<Situation> holds, Map<Slot, List<CallToAction>> offers) {

  /** A state that offers nothing yet. */
  static State of(String name, String when, Predicate<Situation> holds) {
    return new State(name, when, holds, Map.of());
  }

  /** The same state, offering these in the slot as well. */
  State offering(Slot slot, CallToAction... offered) {
    Map<Slot, List<CallToAction>> more = new EnumMap<>(Slot.class);
    more.putAll(offers);
    more.put(slot, List.of(offered));
    return new State(name, when, holds, more);
  }

  /** What the slot offers in the situation. */
  List<CallToAction> offered(Slot slot, Situation situation) {
    List<CallToAction> offered = new ArrayList<>(offers.getOrDefault(slot, List.of()));
    offered.removeIf(callToAction -> !callToAction.availableIn(situation));
    return offered;
  }
}
