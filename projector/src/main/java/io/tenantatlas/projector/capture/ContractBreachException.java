package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.SourceTable;
import java.util.Collection;
import java.util.Set;

/**
 * The source is not, or is no longer known to be, what capture relies on. Nothing of what the
 * stream says may be marked as complete before the tables have been looked at, and read again.
 */
final class ContractBreachException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Set<SourceTable> tables;

  /**
   * @param tables whose changes the stream may not have told
   * @param message what is no longer so
   */
  ContractBreachException(Collection<SourceTable> tables, String message) {
    super(message);
    this.tables = Set.copyOf(tables);
  }

  Set<SourceTable> tables() {
    return tables;
  }
}
