-- Lets capture's role read the nine captured tables, and publishes them.
--
-- Run it in the source's database, as the owner of the tables (who needs CREATE in the database), or as a superuser:
--   psql -X -f source-tables.sql 'host=… dbname=tenant_atlas user=… sslmode=verify-full sslrootcert=…'
-- Variables (-v name=value): capture, the role's name (atlas_capture); schema, of the tables (public); publication
-- (tenantatlas). Capture then has no right to alter the publication: when tables are added to it, run this again.
\set ON_ERROR_STOP on
\if :{?capture} \else \set capture atlas_capture \endif
\if :{?schema} \else \set schema public \endif
\if :{?publication} \else \set publication tenantatlas \endif
\set VERBOSITY terse

begin;
set local search_path to :"schema";
select format('grant connect on database %I to %I', current_database(), :'capture') \gexec
grant usage on schema :"schema" to :"capture";
grant select on
  tenants, operation_runs, inventory_items, inventory_sync_runs, findings, backup_schedule_runs,
  entra_group_sync_runs, restore_runs, managed_tenant_onboarding_sessions
to :"capture";

select format('create publication %I', :'publication')
where not exists (select from pg_publication where pubname = :'publication') \gexec
alter publication :"publication" set table
  tenants, operation_runs, inventory_items, inventory_sync_runs, findings, backup_schedule_runs,
  entra_group_sync_runs, restore_runs, managed_tenant_onboarding_sessions;
commit;
