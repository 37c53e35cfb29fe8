package io.tenantatlas.projector.projection.link;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups that an item is assigned to, each with the filter of its assignment. The filter
 * counts whatever the target is.
 *
 * @param path where the assignments' targets are
 */
record AssignmentExtractor(PayloadPath path) implements Extractor {

  private static final String TYPE = "@odata.type";
  private static final String GROUP_ID = "groupId";
  private static final String FILTER_ID = "deviceAndAppManagementAssignmentFilterId";
  private static final String FILTER_TYPE = "deviceAndAppManagementAssignmentFilterType";
  private static final String NO_FILTER = "none";

  /** The groups and filters of the assignment targets at the path. */
  static AssignmentExtractor targets(String path) {
    return new AssignmentExtractor(PayloadPath.of(path));
  }

  @Override
  public void extract(Map<?, ?> payload, Found found) {
    path.visit(payload, found, (value, at) -> extract(value, at, found));
  }

  private static void extract(Object value, Location at, Found found) {
    if (value instanceof Map<?, ?> target) {
      extractGroup(target, at, found);
      extractFilter(target, at, found);
    } else {
      found.warn(at, "an object", value);
    }
  }

  private static void extractGroup(Map<?, ?> target, Location at, Found found) {
    Object type = target.get(TYPE);
    Optional<AssignmentTarget> known =
        type instanceof String text ? AssignmentTarget.ofType(text) : Optional.empty();
    if (type instanceof String written && known.isPresent()) {
      extractGroup(target, written, known.get(), at, found);
    } else {
      Object shown = type == null ? target : type;
      found.warn(at.member(TYPE), "a supported assignment target", Values.described(type), shown);
    }
  }

  private static void extractGroup(
      Map<?, ?> target, String written, AssignmentTarget known, Location at, Found found) {
    AssignmentTarget.VirtualGroup virtual = known.virtualGroup();
    Object id = target.get(GROUP_ID);
    if (virtual != null) {
      Target group = new Target.Foundation(FoundationType.AAD_GROUP, virtual.id());
      found.add(new Reference(known.relationship(), group, written, null, virtual.name()));
    } else if (id instanceof String text && Values.isId(text)) {
      Target group = new Target.Foundation(FoundationType.AAD_GROUP, text);
      found.add(Reference.of(known.relationship(), group));
    } else {
      Object shown = id == null || Values.isBlank(id) ? written : id;
      found.warn(at.member(GROUP_ID), "an id", Values.described(id), shown);
    }
  }

  private static void extractFilter(Map<?, ?> target, Location at, Found found) {
    Object type = target.get(FILTER_TYPE);
    Object id = target.get(FILTER_ID);
    if (id == null || Values.isNone(id) || isNoFilter(type)) {
      return;
    }
    if (!(id instanceof String text && Values.isId(text))) {
      found.warn(at.member(FILTER_ID), "an id", id);
    } else if (type != null && !(type instanceof String)) {
      found.warn(at.member(FILTER_TYPE), "a string", type);
    } else {
      Target filter = new Target.Foundation(FoundationType.ASSIGNMENT_FILTER, text);
      FilterMode mode = type instanceof String name ? FilterMode.named(name).orElse(null) : null;
      found.add(new Reference(Relationship.USES_ASSIGNMENT_FILTER, filter, text, mode, null));
    }
  }

  private static boolean isNoFilter(@Nullable Object type) {
    return type instanceof String text && text.equalsIgnoreCase(NO_FILTER);
  }
}
