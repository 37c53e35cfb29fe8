package io.tenantatlas.projector.projection.surface;

/** A place on a surface where calls to action stand. */
public enum Slot {
  /** The one thing to do next. */
  PRIMARY("primary_cta", false),
  /** At most one thing beside it. */
  SECONDARY("secondary_cta", false),
  /** In each listed row, that row's {@code primary_cta}. */
  ROW("row_cta", false),
  /** Of a guided flow, its next step. */
  WORKFLOW("workflow_cta", false),
  /** Of a guided flow, what the step is about. */
  INSPECT("inspect_cta", false),
  /** Of a guided flow, what helps when something is wrong. */
  DIAGNOSTICS("diagnostics", true),
  /** Of a guided flow, behind its technical details. */
  TECHNICAL_DETAILS("technical_details", true);

  private final String member;
  private final boolean list;

  Slot(String member, boolean list) {
    this.member = member;
    this.list = list;
  }

  /** The member's name in documents and in the registry. */
  public String member() {
    return member;
  }

  /** Whether it holds a list instead of one call to action or null. */
  boolean isList() {
    return list;
  }
}
