package io.tenantatlas.projector.projection.surface;

import io.tenantatlas.projector.change.RowImage;
import io.tenantatlas.projector.projection.view.Links;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something a surface offers to do: its name, what a person reads, and where it leads. */
public enum CallToAction {
  OPEN_OPERATION("Open operation"),
  OPEN_PREVIOUS_OPERATION("Open previous operation"),
  VIEW_ALL_OPERATIONS("View all operations"),
  START_VERIFICATION("Start verification"),
  REFRESH("Refresh"),
  ADVANCED_MONITORING("Advanced: operations monitoring");

  /** What a link to all operations shows: not only the tenant's. */
  private static final String ADMIN = "admin";

  private final String label;

  CallToAction(String label) {
    this.label = label;
  }

  /** The name in documents. */
  public String kind() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a person reads. */
  public String label() {
    return label;
  }

  /** Whether a state that offers this does so in the situation. */
  boolean availableIn(Situation situation) {
    return switch (this) {
      case OPEN_OPERATION -> situation.run() != null;
      case OPEN_PREVIOUS_OPERATION -> situation.previousRun() != null;
      case START_VERIFICATION -> !situation.archived();
      case ADVANCED_MONITORING -> situation.may(Scope.OPERATIONS_MONITOR);
      case VIEW_ALL_OPERATIONS, REFRESH -> true;
    };
  }

  /** As it stands in documents. */
  Map<String, Object> shown(Situation situation, Links links) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("kind", kind());
    shown.put("label", label);
    String url = url(situation, links);
    if (url != null) {
      shown.put("url", url);
    }
    if (leadsToAllOperations()) {
      shown.put("scope", ADMIN);
    }
    return shown;
  }

  private @Nullable String url(Situation situation, Links links) {
    return switch (this) {
      case OPEN_OPERATION -> url(situation.run(), links);
      case OPEN_PREVIOUS_OPERATION -> url(situation.previousRun(), links);
      case VIEW_ALL_OPERATIONS, ADVANCED_MONITORING -> links.operations();
      case START_VERIFICATION, REFRESH -> null;
    };
  }

  private static @Nullable String url(@Nullable RowImage run, Links links) {
    return run == null ? null : links.operation(run.key().id());
  }

  private boolean leadsToAllOperations() {
    return this == VIEW_ALL_OPERATIONS || this == ADVANCED_MONITORING;
  }
}
