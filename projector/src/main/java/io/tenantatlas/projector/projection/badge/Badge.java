package io.tenantatlas.projector.projection.badge;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a status-like value means on every screen.
 *
 * @param value the catalog's value, or the value as found when it is unknown; null when there is
 *     none
 * @param label what a person reads
 * @param color the tone: {@code success, info, warning, danger, gray}
 * @param icon the icon's name
 * @param known whether the catalog has the value
 */
public record Badge(
    @Nullable String value, String label, String color, String icon, boolean known) {

  /** The badge as it stands in documents. */
  public Map<String, @Nullable Object> shown() {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("value", value);
    shown.put("label", label);
    shown.put("color", color);
    shown.put("icon", icon);
    shown.put("known", known);
    return shown;
  }
}
