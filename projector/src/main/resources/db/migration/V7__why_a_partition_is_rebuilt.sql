-- Why the partition began anew last, for operators: 'first_snapshot', 'definitions_changed' or 'log_replaced'.
alter table partition_progress
  add column rebuild_reason text not null default 'first_snapshot';
