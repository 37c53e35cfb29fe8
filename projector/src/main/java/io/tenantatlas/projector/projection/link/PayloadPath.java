package io.tenantatlas.projector.projection.link;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A path to values in payloads, such as {@code assignments[].target}: members of objects, and every
 * element of arrays. What is absent or null is no value; where something else is than the path
 * says, there is a warning and no value. Only as deep as the path is.
 *
 * @param steps the members from the payload on
 */
record PayloadPath(List<Step> steps) {

  private static final String EACH = "[]";

  /**
   * A member, and whether it stands for each element of an array.
   *
   * @param member the member's name
   * @param each whether the member is an array whose elements are meant
   */
  record Step(String member, boolean each) {
    private static Step of(String text) {
      return text.endsWith(EACH)
          ? new Step(text.substring(0, text.length() - EACH.length()), true)
          : new Step(text, false);
    }

    @Override
    public String toString() {
      return each ? member + EACH : member;
    }
  }

  /** Takes the values at the path; they are never null. */
  interface Visitor {
    void visit(Object value, Location at);
  }

  static PayloadPath of(String text) {
    return new PayloadPath(Arrays.stream(text.split("\\.")).map(Step::of).toList());
  }

  /** Visits every value at the path, in the payload's order. */
  void visit(Map<?, ?> payload, Found found, Visitor visitor) {
    visit(payload, Location.PAYLOAD, steps, found, visitor);
  }

  private static void visit(
      Object value, Location at, List<Step> steps, Found found, Visitor visitor) {
    if (steps.isEmpty()) {
      visitor.visit(value, at);
    } else if (value instanceof Map<?, ?> object) {
      visitMember(object, at, steps, found, visitor);
    } else {
      found.warn(at, "an object", value);
    }
  }

  private static void visitMember(
      Map<?, ?> object, Location at, List<Step> steps, Found found, Visitor visitor) {
    Step step = steps.getFirst();
    List<Step> others = steps.subList(1, steps.size());
    Object member = object.get(step.member());
    Location memberAt = at.member(step.member());
    if (member == null) {
      return;
    }
    if (!step.each()) {
      visit(member, memberAt, others, found, visitor);
    } else if (member instanceof List<?> array) {
      visitElements(array, memberAt, others, found, visitor);
    } else {
      found.warn(memberAt, "an array", member);
    }
  }

  private static void visitElements(
      List<?> array, Location at, List<Step> steps, Found found, Visitor visitor) {
    int index = 0;
    for (Object element : array) {
      if (element != null) {
        visit(element, at.element(index), steps, found, visitor);
      }
      index++;
    }
  }

  @Override
  public String toString() {
    return String.join(".", steps.stream().map(Step::toString).toList());
  }
}
