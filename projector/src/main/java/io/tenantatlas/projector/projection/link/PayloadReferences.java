package io.tenantatlas.projector.projection.link;

import static io.tenantatlas.projector.projection.link.AssignmentExtractor.targets;
import static io.tenantatlas.projector.projection.link.FoundationType.DEVICE_CATEGORY;
import static io.tenantatlas.projector.projection.link.FoundationType.SCOPE_TAG;
import static io.tenantatlas.projector.projection.link.IdExtractor.foundation;
import static io.tenantatlas.projector.projection.link.IdExtractor.item;
import static io.tenantatlas.projector.projection.link.IdExtractor.itemOrNone;
import static io.tenantatlas.projector.projection.link.Relationship.SCOPED_BY;
import static io.tenantatlas.projector.projection.link.Relationship.TARGETS;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The references that are known in payloads of Microsoft Graph policies. This is the list: an entry
 * added here is found in every payload, and its place is the place of its edges.
 */
public final class PayloadReferences {

  static final List<Extractor> EXTRACTORS =
      List.of(
          targets("assignments[].target"),
          foundation("roleScopeTagIds[]", SCOPED_BY, SCOPE_TAG),
          foundation("deviceCategoryIds[]", TARGETS, DEVICE_CATEGORY),
          foundation("deviceCategoryId", TARGETS, DEVICE_CATEGORY),
          itemOrNone("notificationTemplateId"),
          itemOrNone(
              "scheduledActionsForRule[].scheduledActionConfigurations[].notificationTemplateId"),
          item("deviceComplianceScriptId"),
          item("deviceCompliancePolicyScript.deviceComplianceScriptId"),
          item("selectedMobileAppIds[]"),
          item("items[].payloadId"),
          item("relationships[].targetId"),
          item("depends_on[]"));

  private PayloadReferences() {}

  /**
   * What the payload references. Never fails: what is not understood is a warning.
   *
   * @param payload a tree of {@link Map}, {@link List}, {@link String}, {@link Number}, {@link
   *     Boolean} and null, of any form and depth; null is a payload without references
   */
  public static Extraction extract(@Nullable Object payload) {
    Found found = new Found();
    if (payload instanceof Map<?, ?> object) {
      EXTRACTORS.forEach(extractor -> extractor.extract(object, found));
    } else if (payload != null) {
      found.warn(Location.PAYLOAD, "an object", payload);
    }
    return found.extraction();
  }

  /**
   * The list in words, for telling whether two releases look for the same references. How a value
   * is understood is not in it.
   */
  public static List<String> declared() {
    return EXTRACTORS.stream().map(Extractor::toString).toList();
  }
}
