package io.tenantatlas.projector.capture;

import io.tenantatlas.projector.change.RowKey;
import org.jspecify.annotations.Nullable;

/**
 * A record of the change log cannot be understood. The message names table, key and field and what
 * was expected, never the content.
 */
public final class MalformedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable RowKey row;
  private final @Nullable Long tenantId;

  /** With a message that says what was expected where. */
  public MalformedRecordException(String message) {
    super(message);
    this.row = null;
    this.tenantId = null;
  }

  private MalformedRecordException(String message, RowKey row, @Nullable Long tenantId) {
    super(message);
    this.row = row;
    this.tenantId = tenantId;
  }

  /** The same of a change of this row, whose tenant is null when it cannot be understood either. */
  MalformedRecordException of(RowKey changed, @Nullable Long itsTenantId) {
    return new MalformedRecordException(reason(), changed, itsTenantId);
  }

  /** The row that the record changes; null when that cannot be understood. */
  public @Nullable RowKey row() {
    return row;
  }

  /** The tenant that the row is of after the change; null when that cannot be understood. */
  public @Nullable Long tenantId() {
    return tenantId;
  }

  /** What was expected where. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
