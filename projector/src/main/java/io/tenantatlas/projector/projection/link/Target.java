package io.tenantatlas.projector.projection.link;

/** What a reference points to. */
public sealed interface Target {

  /** The id, as it stands in the payload; ids are compared letter by letter. */
  String id();

  /**
   * An object that is no item, such as a group. It need not be known.
   *
   * @param type what it is
   * @param id its id in Microsoft Graph
   */
  record Foundation(FoundationType type, String id) implements Target {}

  /**
   * An item of the same tenant, if there is one with this id; otherwise the reference is missing
   * its target. Which of the two is for the tenant's items to say, not for the payload.
   *
   * @param id the item's {@code external_id}
   */
  record Item(String id) implements Target {}
}
