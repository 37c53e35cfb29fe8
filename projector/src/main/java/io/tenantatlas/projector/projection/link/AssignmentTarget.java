package io.tenantatlas.projector.projection.link;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of assignment targets. */
enum AssignmentTarget {
  GROUP("microsoft.graph.groupAssignmentTarget", Relationship.ASSIGNED_TO_INCLUDE, null),
  EXCLUSION_GROUP(
      "microsoft.graph.exclusionGroupAssignmentTarget", Relationship.ASSIGNED_TO_EXCLUDE, null),
  ALL_DEVICES(
      "microsoft.graph.allDevicesAssignmentTarget",
      Relationship.ASSIGNED_TO,
      new VirtualGroup("adadadad-808e-44e2-905a-0b7873a8a531", "All devices")),
  ALL_LICENSED_USERS(
      "microsoft.graph.allLicensedUsersAssignmentTarget",
      Relationship.ASSIGNED_TO,
      new VirtualGroup("acacacac-9df4-4c7d-9d50-4ef0226f57a9", "All users"));

  private final String type;
  private final Relationship relationship;
  private final @Nullable VirtualGroup virtualGroup;

  AssignmentTarget(String type, Relationship relationship, @Nullable VirtualGroup virtualGroup) {
    this.type = type;
    this.relationship = relationship;
    this.virtualGroup = virtualGroup;
  }

  /** A group that every tenant of Intune has, and that payloads do not write as a group. */
  record VirtualGroup(String id, String name) {}

  /** The kind with this {@code @odata.type}, which may start with {@code #}. */
  static Optional<AssignmentTarget> ofType(String written) {
    String type = written.startsWith("#") ? written.substring(1) : written;
    return Arrays.stream(values()).filter(target -> target.type.equals(type)).findFirst();
  }

  Relationship relationship() {
    return relationship;
  }

  /** The group that is always meant; null when the payload names the group. */
  @Nullable VirtualGroup virtualGroup() {
    return virtualGroup;
  }
}
