package io.tenantatlas.query.http;

import io.tenantatlas.query.security.Actor;
import java.util.List;

/**
 * What an answer shows of a stored document.
 *
 * @param name what is shown, as its entity tags begin
 * @param forActor others may be shown something else
 * @param scopes those of the actor on which it depends
 * @param members of the answer, each as it is stored; without braces, blank for none
 */
record Excerpt(String name, boolean forActor, List<String> scopes, String members) {

  /** All members. */
  static Excerpt whole(String name, String content) {
    return new Excerpt(name, false, List.of(), JsonText.members(content));
  }

  /** All members of what is made for its caller. */
  static Excerpt forCaller(String name, String content) {
    return new Excerpt(name, true, List.of(), JsonText.members(content));
  }

  /** One member at the same JSON path. */
  static Excerpt member(String name, String member, String content) {
    String members = "\"" + member + "\":" + JsonText.member(content, member);
    return new Excerpt(name + "." + member, false, List.of(), members);
  }

  /**
   * A surface: first what it shows to actors with these of its scopes, then what it shows to all.
   */
  static Excerpt surface(String name, Actor actor, String content) {
    List<String> held =
        JsonText.strings(JsonText.member(content, "scopes")).stream().filter(actor::has).toList();
    String own = JsonText.member(JsonText.member(content, "actors"), String.join(" ", held));
    String shared = JsonText.member(content, "shared");
    String members = JsonText.join(JsonText.members(own), JsonText.members(shared));
    return new Excerpt(name, true, held, members);
  }

  /** How its entity tags end: actors who are shown different things have different tags. */
  String tagSuffix() {
    return scopes.isEmpty() ? "" : "-" + String.join("+", scopes).replace(':', '.');
  }
}
