package io.tenantatlas.projector.projection;

/** The kinds of documents that every tenant has. */
public enum DocumentKind {
  KPI("kpi"),
  BADGE("badge"),
  RECENT_OPERATIONS("surface.recent-operations"),
  VERIFICATION("surface.verification");

  private final String kindName;

  DocumentKind(String kindName) {
    this.kindName = kindName;
  }

  /** The name under which documents of this kind are stored. */
  public String kindName() {
    return kindName;
  }
}
