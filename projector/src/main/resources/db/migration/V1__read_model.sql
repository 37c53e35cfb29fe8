-- The read model. Written by the projector only; the query API reads partition_progress and document.

-- How far each partition of the change log has been applied. One row a partition, updated in the same
-- transaction as everything that the applied changes touched, so one statement that reads this table
-- together with document sees a document and exactly the position and instant it is right for.
create table partition_progress (
  partition          smallint    primary key,
  partitions         smallint    not null,           -- of the whole change log; a tenant's is tenant_id mod partitions
  next_offset        bigint      not null,           -- change-log offset of the first record not applied yet (the fence)
  source_lsn         pg_lsn      not null,           -- all source commits up to here are included in every document
  source_at          timestamptz,                    -- the source's clock at source_lsn; null before the first mark
  as_of              timestamptz not null,           -- the instant every document of the partition is right for
  ready              boolean     not null,           -- a snapshot of the source has been applied wholly
  at_boundary        boolean     not null,           -- false inside a source transaction or a snapshot
  generation         bigint      not null,           -- number of the snapshot that rows must have been seen since
  snapshot_completed bigint      not null default 0, -- number of the newest snapshot that was applied wholly
  rebuild_until      bigint      not null default 0, -- not ready before this change-log offset (where a rebuild began)
  snapshot_applied   bigint      not null,           -- rows of the running (or last) snapshot applied so far
  snapshot_expected  bigint      not null,           -- rows the whole snapshot has over all partitions, an estimate
  definition         text        not null            -- fingerprint of the KPI definitions the state was built with
);

-- The last small image of every captured row, per partition: a row on its way from one tenant's partition to
-- another's exists once in each owner's log, and neither owner touches the other's copy.
create table row_state (
  partition   smallint    not null,
  table_name  text        not null collate "C",
  id          bigint      not null,
  tenant_id   bigint,                                 -- null: counts for no tenant
  generation  bigint      not null,
  next_edge   timestamptz,                            -- the row's contribution changes as soon as as_of is later than this
  image       jsonb       not null,
  primary key (partition, table_name, id)
);
create index row_state_next_edge on row_state (partition, next_edge) where next_edge is not null;

-- Entries of the ordered measures ("latest", "greatest", "recent"): which rows take part, by what instant.
create table ranking (
  partition   smallint    not null,
  name        text        not null collate "C",
  id          bigint      not null,
  tenant_id   bigint      not null,
  at          timestamptz,
  primary key (partition, name, id)
);
create index ranking_order on ranking (tenant_id, name, at desc nulls last, id desc);

-- The additive measures of each tenant.
create table tenant_state (
  tenant_id      bigint   primary key,
  partition      smallint not null,
  counters       jsonb    not null,
  removed        boolean  not null,                   -- its tenants row was deleted and has not come back
  dirty          boolean  not null,                   -- changed since its documents were rendered
  next_deadline  timestamptz                          -- its documents change as soon as as_of is later than this
);
create index tenant_state_dirty on tenant_state (partition) where dirty;
create index tenant_state_deadline on tenant_state (partition, next_deadline) where next_deadline is not null;

-- The documents, as the bytes that are served: content is the JSON object without tenant_id, version and
-- changed_at, which are columns. A removed document keeps its row (content null) so that versions never fall.
create table document (
  tenant_id   bigint      not null,
  kind        text        not null collate "C",       -- 'kpi'
  version     bigint      not null,
  changed_at  timestamptz not null,
  content     text,
  primary key (tenant_id, kind)
);
