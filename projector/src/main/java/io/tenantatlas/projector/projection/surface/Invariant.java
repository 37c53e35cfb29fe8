package io.tenantatlas.projector.projection.surface;

import java.util.Locale;

/** What holds for a surface in every state and for every actor. */
public enum Invariant {
  ONE_PRIMARY("There is at most one primary call to action; in a list, at most one for each row."),
  ONE_SECONDARY("There is at most one secondary call to action."),
  CANONICAL_DESTINATIONS("Every link leads to the canonical pages of all operations or of one."),
  NO_START_WHEN_ARCHIVED("Nothing can be started for an archived tenant."),
  START_NEEDS_SCOPE("Starting is offered only to an actor who may start operations."),
  ADVANCED_NEEDS_SCOPE(
      "Advanced links are labelled as advanced, and only there for an actor who may monitor.");

  private final String description;

  Invariant(String description) {
    this.description = description;
  }

  /** The name in the registry. */
  public String invariantName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it means, in words. */
  public String description() {
    return description;
  }
}
