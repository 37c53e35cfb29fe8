-- Makes the role with which capture reads the source, or gives it a new password.
--
-- Run it in any database of the source's server, as a superuser, or from PostgreSQL 16 on as a role with CREATEROLE and
-- REPLICATION:
--   CAPTURE_PASSWORD=… psql -X -f source-role.sql 'host=… dbname=tenant_atlas user=… sslmode=verify-full sslrootcert=…'
-- Variable (-v name=value): capture, the role's name (atlas_capture). Needs psql 15 or newer.
\set ON_ERROR_STOP on
\if :{?capture} \else \set capture atlas_capture \endif
\getenv capture_password CAPTURE_PASSWORD
\if :{?capture_password} \else \warn 'set the environment variable CAPTURE_PASSWORD' \endif
\set VERBOSITY terse

select format('create role %I nosuperuser nocreatedb nocreaterole', :'capture')
where not exists (select from pg_roles where rolname = :'capture') \gexec

-- A logical replication slot needs REPLICATION. Services that give nobody this attribute have a role in its place, such
-- as rds_replication.
alter role :"capture" login replication password :'capture_password';
