-- A session shows runs of its own tenant only, so it lies in its tenant's partition (0 without one), and nowhere else.
-- The query API reads tenant_id and since_lsn of onboarding_document too.
alter table onboarding_document
  drop column run_tenant_id,  -- and its index
  drop column run_partition,
  add column since_lsn pg_lsn not null default '0/0';  -- has had this content, or none, at every position from here on
alter table onboarding_document alter column since_lsn drop default;

-- What was rendered before may show another tenant's run: it is not served until everything has been rendered anew.
update partition_progress set ready = false;
