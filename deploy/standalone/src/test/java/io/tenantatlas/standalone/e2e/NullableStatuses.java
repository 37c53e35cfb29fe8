package io.tenantatlas.standalone.e2e;

/**
 * A source whose status-like columns and all of an item but its key may be null, and whose items'
 * external ids may be of any length, other than the application makes them.
 */
final class NullableStatuses {

  /** Alters the source's tables. */
  static final String SQL =
      """
      alter table tenants alter column status drop not null, alter column is_current drop not null;
      alter table operation_runs alter column status drop not null, alter column outcome drop not null;
      alter table inventory_sync_runs alter column status drop not null;
      alter table backup_schedule_runs alter column status drop not null;
      alter table entra_group_sync_runs alter column status drop not null,
                                        alter column safety_stop_triggered drop not null;
      alter table restore_runs alter column status drop not null;
      alter table findings alter column status drop not null, alter column severity drop not null;
      alter table inventory_items alter column meta_jsonb drop not null, alter column created_at drop not null,
                                  alter column updated_at drop not null, alter column external_id drop not null,
                                  alter column external_id type text;
      """;

  private NullableStatuses() {}
}
