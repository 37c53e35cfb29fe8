package io.tenantatlas.query.http;

import io.tenantatlas.query.security.Actor;

/** A way to show a document. Implementations are constants: answers are remembered by them. */
interface View {

  /** What of the content the actor is shown. */
  Excerpt of(String content, Actor actor);

  /** Whether it depends on the actor's scopes. */
  boolean forActor();

  /** All of a document, under this name. */
  record Whole(String name) implements View {
    @Override
    public Excerpt of(String content, Actor actor) {
      return Excerpt.whole(name, content);
    }

    @Override
    public boolean forActor() {
      return false;
    }
  }

  /** One member of a document, under the document's name. */
  record Member(String name, String member) implements View {
    @Override
    public Excerpt of(String content, Actor actor) {
      return Excerpt.member(name, member, content);
    }

    @Override
    public boolean forActor() {
      return false;
    }
  }

  /** A surface as the actor may see it. */
  record Surface(String name) implements View {
    @Override
    public Excerpt of(String content, Actor actor) {
      return Excerpt.surface(name, actor, content);
    }

    @Override
    public boolean forActor() {
      return true;
    }
  }

  /** All of what was gathered for the caller, under this name. */
  record OfCaller(String name) implements View {
    @Override
    public Excerpt of(String content, Actor actor) {
      return Excerpt.forCaller(name, content);
    }

    @Override
    public boolean forActor() {
      return true;
    }
  }
}
