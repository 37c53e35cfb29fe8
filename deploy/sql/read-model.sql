-- Makes the roles of the read model, or gives them new passwords: the projector's, which owns the tables, and the query
-- API's, which may read them and do nothing else. Nobody else may connect to the database.
--
-- Run it in the read model's database, as its owner with CREATEROLE, or as a superuser:
--   PROJECTOR_PASSWORD=… QUERY_API_PASSWORD=… \
--     psql -X -f read-model.sql 'host=… dbname=read_model user=… sslmode=verify-full sslrootcert=…'
-- Variables (-v name=value): projector (atlas_projector) and query_api (atlas_query_api), the roles' names. Needs psql 15
-- or newer.
\set ON_ERROR_STOP on
\if :{?projector} \else \set projector atlas_projector \endif
\if :{?query_api} \else \set query_api atlas_query_api \endif
\getenv projector_password PROJECTOR_PASSWORD
\getenv query_api_password QUERY_API_PASSWORD
\if :{?projector_password} \else \warn 'set the environment variable PROJECTOR_PASSWORD' \endif
\if :{?query_api_password} \else \warn 'set the environment variable QUERY_API_PASSWORD' \endif
\set VERBOSITY terse

begin;
select format('create role %I nosuperuser nocreatedb nocreaterole', role)
from unnest(array[:'projector', :'query_api']) role
where not exists (select from pg_roles where rolname = role) \gexec
alter role :"projector" login password :'projector_password';
alter role :"query_api" login password :'query_api_password';
alter role :"query_api" set default_transaction_read_only = on;

select format('revoke all on database %I from public', current_database()) \gexec
select format('grant connect on database %I to %I, %I', current_database(), :'projector', :'query_api') \gexec
-- From PostgreSQL 15 on nobody but the database's owner may make tables in public.
revoke create on schema public from public;
grant usage, create on schema public to :"projector";
grant usage on schema public to :"query_api";

-- The projector owns the tables, so it is the projector that grants what is there and what is yet to come.
grant :"projector" to current_user;
set local role :"projector";
select format('grant select on table %I.%I to %I', schemaname, tablename, :'query_api')
from pg_tables where schemaname = 'public' and tableowner = :'projector' \gexec
alter default privileges in schema public grant select on tables to :"query_api";
reset role;
revoke :"projector" from current_user;
commit;
