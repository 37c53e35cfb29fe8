-- Records of the change log that could not be applied, until a later record or a snapshot makes up for them. Their
-- content is in the topic of dead letters.
create table parked_record (
  partition   integer      not null,
  log_offset  bigint       not null,                  -- where it stands in the change log
  table_name  text,                                   -- of the row that it changes; null when it does not say
  id          bigint,                                 -- of that row
  tenant_id   bigint,                                 -- whose documents lack it; null when any tenant's of the partition may
  generation  bigint       not null,                  -- of the snapshot that had begun when it was parked
  reason      text         not null,                  -- what was expected where, never content
  parked_at   timestamptz  not null,
  primary key (partition, log_offset)
);

-- The tenants whose documents lack a parked record, each once; -1 when any tenant's of the partition may.
alter table partition_progress
  add column degraded bigint[] not null default '{}';
