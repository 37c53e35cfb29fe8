package io.tenantatlas.query.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what a route answers, for the API's description. Every route of the API has one. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Answer {

  /** How the route behaves, whatever it is about. */
  Kind kind();

  /** The names of the JSON Schemas of which the body has one. */
  String[] schema();

  /** What routes have in common. */
  enum Kind {
    /** A document of a tenant or a workspace, right at a position. */
    DOCUMENT(true, true, true),
    /** What is there for every caller, right at a position. */
    LIST(true, true, false),
    /** What belongs to the product. */
    REFERENCE(false, true, false),
    /** What is another at every instant. */
    STATUS(false, false, false),
    /** Events about a tenant, whose data is a document. */
    STREAM(true, false, true);

    private final boolean positioned;
    private final boolean kept;
    private final boolean owned;

    Kind(boolean positioned, boolean kept, boolean owned) {
      this.positioned = positioned;
      this.kept = kept;
      this.owned = owned;
    }

    /** Says its position, and waits for one if asked to. */
    public boolean isPositioned() {
      return positioned;
    }

    /** Callers keep it and ask for it again by its entity tag. */
    public boolean isKept() {
      return kept;
    }

    /** About a tenant or workspace, which may not exist or not be for the caller. */
    public boolean isOwned() {
      return owned;
    }
  }
}
