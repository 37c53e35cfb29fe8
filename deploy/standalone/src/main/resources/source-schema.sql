-- The tables of the TenantAtlas application, with the types its Laravel migrations make. {timestamp} is what a
-- timestamp column is (see SourceSchema). Below "not used" are columns that the product neither needs nor reads;
-- each is nullable or has a default. There are no foreign keys: rows may come before their tenant, and stay after it.

create table if not exists tenants (
  id            bigserial primary key,
  workspace_id  bigint,
  name          varchar(255) not null,
  status        varchar(255) not null default 'active',
  is_current    boolean not null default false,
  created_at    {timestamp} not null,
  updated_at    {timestamp} not null,
  -- not used
  external_id   uuid,
  domain        varchar(255),
  environment   varchar(255) not null default 'other',
  metadata      jsonb,
  deleted_at    {timestamp}
);
create index if not exists tenants_workspace_id on tenants (workspace_id);

create table if not exists operation_runs (
  id                 bigserial primary key,
  workspace_id       bigint,
  tenant_id          bigint,
  type               varchar(255) not null,
  status             varchar(255) not null default 'queued',
  outcome            varchar(255) not null default 'pending',
  context            jsonb not null default '{}',
  summary_counts     jsonb not null default '{}',
  failure_summary    jsonb not null default '[]',
  created_at         {timestamp} not null,
  started_at         {timestamp},
  completed_at       {timestamp},
  -- not used
  user_id            bigint,
  initiator_name     varchar(255) not null default 'System',
  run_identity_hash  varchar(255),
  updated_at         {timestamp}
);
create index if not exists operation_runs_tenant_id on operation_runs (tenant_id, created_at, id);
create index if not exists operation_runs_type on operation_runs (tenant_id, type, id);
create index if not exists operation_runs_active on operation_runs (status, id) where status in ('queued', 'running');

create table if not exists inventory_items (
  id                     bigserial primary key,
  tenant_id              bigint not null,
  external_id            varchar(255) not null,
  policy_type            varchar(255) not null,
  display_name           varchar(255),
  meta_jsonb             jsonb not null default '{}',
  created_at             {timestamp} not null,
  updated_at             {timestamp} not null,
  -- not used
  category               varchar(255),
  platform               varchar(255),
  last_seen_at           {timestamp},
  last_seen_run_id       bigint
);
create index if not exists inventory_items_external_id on inventory_items (tenant_id, external_id);
create index if not exists inventory_items_policy_type on inventory_items (tenant_id, policy_type);

create table if not exists inventory_sync_runs (
  id                     bigserial primary key,
  tenant_id              bigint not null,
  selection_hash         varchar(255) not null,
  selection_payload      jsonb not null default '{}',
  status                 varchar(255) not null,
  had_errors             boolean not null default false,
  error_codes            jsonb not null default '[]',
  error_context          jsonb not null default '{}',
  started_at             {timestamp},
  finished_at            {timestamp},
  created_at             {timestamp} not null,
  -- not used
  user_id                bigint,
  items_observed_count   integer not null default 0,
  items_upserted_count   integer not null default 0,
  errors_count           integer not null default 0,
  updated_at             {timestamp}
);
create index if not exists inventory_sync_runs_tenant_id on inventory_sync_runs (tenant_id, created_at, id);

create table if not exists findings (
  id                     bigserial primary key,
  tenant_id              bigint not null,
  scope_key              varchar(255) not null,
  severity               varchar(255) not null,
  status                 varchar(255) not null default 'new',
  created_at             {timestamp} not null,
  updated_at             {timestamp} not null,
  -- not used
  finding_type           varchar(255) not null default 'drift',
  subject_type           varchar(255),
  subject_external_id    varchar(255),
  fingerprint            varchar(64),
  evidence_jsonb         jsonb,
  acknowledged_at        {timestamp},
  acknowledged_by_user_id bigint
);
create index if not exists findings_status on findings (tenant_id, status, id);
create index if not exists findings_created_at on findings (tenant_id, created_at, id);

create table if not exists backup_schedule_runs (
  id                     bigserial primary key,
  tenant_id              bigint not null,
  status                 varchar(255) not null,
  started_at             {timestamp},
  finished_at            {timestamp},
  created_at             {timestamp} not null,
  -- not used
  backup_schedule_id     bigint,
  scheduled_for          {timestamp},
  summary                jsonb,
  error_message          text,
  updated_at             {timestamp}
);
create index if not exists backup_schedule_runs_tenant_id on backup_schedule_runs (tenant_id, created_at, id);

create table if not exists entra_group_sync_runs (
  id                     bigserial primary key,
  tenant_id              bigint not null,
  status                 varchar(255) not null,
  safety_stop_triggered  boolean not null default false,
  started_at             {timestamp},
  finished_at            {timestamp},
  created_at             {timestamp} not null,
  -- not used
  selection_key          varchar(255),
  pages_fetched          integer not null default 0,
  items_observed_count   integer not null default 0,
  error_summary          text,
  updated_at             {timestamp}
);
create index if not exists entra_group_sync_runs_tenant_id on entra_group_sync_runs (tenant_id, created_at, id);

create table if not exists restore_runs (
  id                     bigserial primary key,
  tenant_id              bigint not null,
  status                 varchar(255) not null default 'draft',
  started_at             {timestamp},
  completed_at           {timestamp},
  created_at             {timestamp} not null,
  -- not used
  backup_set_id          bigint,
  requested_by           varchar(255),
  is_dry_run             boolean not null default true,
  preview                jsonb,
  results                jsonb,
  failure_reason         text,
  updated_at             {timestamp},
  deleted_at             {timestamp}
);
create index if not exists restore_runs_tenant_id on restore_runs (tenant_id, created_at, id);

create table if not exists managed_tenant_onboarding_sessions (
  id                     bigserial primary key,
  workspace_id           bigint not null,
  tenant_id              bigint,
  state                  jsonb not null default '{}',
  completed_at           {timestamp},
  created_at             {timestamp} not null,
  -- not used
  current_step           varchar(255),
  started_by_user_id     bigint,
  updated_by_user_id     bigint,
  updated_at             {timestamp}
);
create index if not exists managed_tenant_onboarding_sessions_workspace_id
  on managed_tenant_onboarding_sessions (workspace_id, id);
