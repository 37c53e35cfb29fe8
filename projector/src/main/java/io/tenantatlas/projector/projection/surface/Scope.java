package io.tenantatlas.projector.projection.surface;

/** A scope of a caller's token on which a surface depends. */
public enum Scope {
  /** May start operations. */
  OPERATIONS_START("operations:start"),
  /** May see the monitoring of all operations. */
  OPERATIONS_MONITOR("operations:monitor");

  private final String scopeName;

  Scope(String scopeName) {
    this.scopeName = scopeName;
  }

  /** The scope as it stands in tokens. */
  public String scopeName() {
    return scopeName;
  }
}
