package io.tenantatlas.projector.projection;

import java.util.Arrays;
import java.util.List;

/** The kinds of documents that every tenant has. */
public enum DocumentKind {
  KPI("kpi", true),
  BADGE("badge", true),
  RECENT_OPERATIONS("surface.recent-operations", false),
  VERIFICATION("surface.verification", false),
  HEADLINE("headline", false);

  private final String kindName;
  private final boolean published;

  DocumentKind(String kindName, boolean published) {
    this.kindName = kindName;
    this.published = published;
  }

  /** The names of those that have a topic, each of its own. */
  public static List<String> published() {
    return Arrays.stream(values())
        .filter(kind -> kind.published)
        .map(DocumentKind::kindName)
        .toList();
  }

  /** The name under which documents of this kind are stored. */
  public String kindName() {
    return kindName;
  }
}
