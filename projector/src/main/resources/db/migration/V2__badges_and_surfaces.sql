-- Badges and operator surfaces. The query API now reads onboarding_document and reference_document too.

-- document has more kinds: 'badge', 'surface.recent-operations', 'surface.verification'. A surface's content is for all
-- actors at once: {"scopes": [...], "actors": {"": {...}, ...}, "shared": {...}}.

-- What a partition has to say of an onboarding session. Every partition knows all sessions, since a session may refer
-- to a run of any tenant: the partition that has the run renders the document; where the run is in no partition, the
-- one of the session's own tenant does.
create table onboarding_document (
  session_id     bigint      not null,
  partition      smallint    not null,
  workspace_id   bigint,                              -- null: the session is gone
  tenant_id      bigint,
  run_id         bigint,                              -- the run that the session refers to, wherever it is
  run_tenant_id  bigint,                              -- that run's tenant, where the run is in this partition
  run_partition  boolean     not null,                -- the run is in this partition
  dirty          boolean     not null,                -- something changed since the document was rendered
  version        bigint      not null,
  changed_at     timestamptz not null,
  content        text,                                -- as in document; null: this partition has nothing to say
  primary key (session_id, partition)
);
create index onboarding_document_run on onboarding_document (partition, run_id);
create index onboarding_document_run_tenant on onboarding_document (partition, run_tenant_id);
create index onboarding_document_tenant on onboarding_document (partition, tenant_id);
create index onboarding_document_dirty on onboarding_document (partition) where dirty;

-- What is the same for all tenants: 'badges', the catalog, and 'surfaces', the registry.
create table reference_document (
  name     text  collate "C" primary key,
  content  text  not null
);
