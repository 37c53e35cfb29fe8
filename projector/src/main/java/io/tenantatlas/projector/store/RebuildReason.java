package io.tenantatlas.projector.store;

/** Why a partition began anew. */
public enum RebuildReason {
  /** Nothing was applied before. */
  FIRST_SNAPSHOT("first_snapshot"),
  /** The documents are defined in another way. */
  DEFINITIONS_CHANGED("definitions_changed"),
  /** The change log is another one. */
  LOG_REPLACED("log_replaced");

  private final String reasonName;

  RebuildReason(String reasonName) {
    this.reasonName = reasonName;
  }

  /** The name by which it is stored and shown. */
  public String reasonName() {
    return reasonName;
  }

  /** That of the name. */
  static RebuildReason named(String name) {
    for (RebuildReason reason : values()) {
      if (reason.reasonName.equals(name)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no reason of that name");
  }

  /**
   * Of a partition whose state was made with another definition.
   *
   * @see PartitionProgress#definition
   */
  static RebuildReason between(String before, String after) {
    return log(before).equals(log(after)) ? DEFINITIONS_CHANGED : LOG_REPLACED;
  }

  private static String log(String definition) {
    return definition.substring(definition.indexOf('/') + 1);
  }
}
