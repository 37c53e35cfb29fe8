package io.tenantatlas.standalone.e2e;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The state matrices as they were agreed, written by hand: which actions each state offers. */
final class SurfaceMatrix {

  /** The places of a document that hold an action, or actions, in the columns' order. */
  private static final List<String> SLOTS =
      List.of(
          "primary_cta",
          "secondary_cta",
          "workflow_cta",
          "inspect_cta",
          "diagnostics",
          "technical_details");

  /** The lists hold what the actor with every scope is offered at most. */
  private static final String TABLE =
      """
      recent-operations       empty               -                  -
      recent-operations       populated           -                  view_all_operations
      verification            lifecycle_blocked   -                  -
      verification            active_run          open_operation     -
      verification            completed_run       open_operation     -
      verification            no_run_can_start    start_verification -
      verification            no_run_cannot_start -                  -
      onboarding-verification no_run        start_verification -              start_verification -              - -
      onboarding-verification active_run    refresh            open_operation refresh            open_operation - advanced_monitoring
      onboarding-verification completed_run open_operation     -              -                  open_operation open_previous_operation,advanced_monitoring -
      """;

  private SurfaceMatrix() {}

  /**
   * One state of a surface.
   *
   * @param slots the kinds of actions by slot; a surface has only its own slots
   */
  record State(String surface, String state, Map<String, List<String>> slots) {}

  static List<State> states() {
    return TABLE.lines().map(SurfaceMatrix::state).toList();
  }

  static State state(String surface, String state) {
    return states().stream()
        .filter(row -> row.surface.equals(surface) && row.state.equals(state))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no such state: " + surface + " " + state));
  }

  /** The scopes on which a surface depends. */
  static List<String> scopes(String surface) {
    return switch (surface) {
      case "verification" -> List.of("operations:start");
      case "onboarding-verification" -> List.of("operations:monitor");
      default -> List.of();
    };
  }

  /** The kinds of actions in a slot: null, an action or its kind, or a list of either. */
  static List<String> kinds(@Nullable JsonNode slot) {
    if (slot == null || slot.isNull()) {
      return List.of();
    }
    Stream<JsonNode> actions =
        slot.isArray() ? StreamSupport.stream(slot.spliterator(), false) : Stream.of(slot);
    return actions
        .map(action -> action.isObject() ? action.get("kind").asString() : action.asString())
        .toList();
  }

  private static State state(String line) {
    List<String> cells = List.of(line.split(" +", -1));
    Map<String, List<String>> slots = new LinkedHashMap<>();
    for (int i = 2; i < cells.size(); i++) {
      String cell = cells.get(i);
      slots.put(SLOTS.get(i - 2), cell.equals("-") ? List.of() : List.of(cell.split(",", -1)));
    }
    return new State(cells.get(0), cells.get(1), slots);
  }
}
