-- Documents have steps as edges do, so that what changed can be found: by who publishes it, and by the query API.

-- Every transaction that changes documents or edges is the partition's next step; all that it changed has its number.
alter table partition_progress add column step bigint not null default 0; -- of the newest change; 0 before the first
update partition_progress p set step = u.step from publication u where u.partition = p.partition;

-- Up to which step a partition's changes are in the topics, and in which topics.
alter table publication drop column step;
alter table publication rename column published to links;
alter table publication add column documents bigint not null default 0;
alter table publication add column topics text not null default ''; -- their ids: one made anew has nothing
insert into publication (partition, links) select partition, 0 from partition_progress on conflict do nothing;

alter table document
  add column partition smallint,
  add column step bigint,   -- of the partition, when it last changed
  add column said text;     -- the content that its topic is known to have; null: none, or it is not known which
-- All documents are new to their topics.
update document d
set step = p.step + 1, partition = p.partition
from partition_progress p
where p.partition = mod(mod(d.tenant_id, p.partitions) + p.partitions, p.partitions);
update partition_progress p set step = p.step + 1
where exists (select from document d where d.partition = p.partition);
alter table document
  alter column partition set not null,
  alter column step set not null;

-- What changed since a step, in the order in which it is said.
create index document_step on document (partition, step, tenant_id, kind);
-- One more kind, 'headline', is what a list of tenants shows of each; by tenant.
create index document_headline on document (tenant_id) where kind = 'headline' and content is not null;
