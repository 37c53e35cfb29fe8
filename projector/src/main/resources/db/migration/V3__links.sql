-- Edges from inventory items to what their payloads refer to, and the items as others refer to them.

-- Items by what others call them. Longer external ids take no part in links; rows of other tables have none. The
-- table's name is left out, so that no lookup by it can go through the primary key instead.
create index row_state_item on row_state (partition, tenant_id, ((image ->> 'external_id') collate "C"))
  where length(image ->> 'external_id') <= 255;

-- One row for each external id that items of a tenant have, written where documents are.
create table link_source (
  tenant_id        bigint    not null,
  external_id      text      not null collate "C",
  partition        smallint  not null,
  truncated_edges  integer   not null,
  warnings         text      not null,                -- a JSON array, as it is served
  primary key (tenant_id, external_id)
);
create index link_source_partition on link_source (partition, tenant_id, external_id);

-- One row an edge. What an edge refers to is its reference; whether that is an item of the tenant or missing, and its
-- name, follow the tenant's items.
create table link (
  tenant_id          bigint       not null,
  source_id          text         not null collate "C", -- the item's external_id
  place              smallint     not null,             -- in the payload's order
  partition          smallint     not null,
  relationship_type  text         not null collate "C",
  target_type        text         not null collate "C", -- 'inventory_item', 'missing' or 'foundation_object'
  reference          text         not null collate "C", -- target_id, and the id of what is missing
  foundation_type    text         collate "C",
  last_known_name    text,
  filter_mode        text,
  raw_ref            text         not null,
  created_at         timestamptz,                       -- of the item
  updated_at         timestamptz,
  step               bigint       not null,             -- of the partition, when it last changed
  removed            boolean      not null              -- kept until it is said to the topic
);
-- An edge is unique by tenant, source, target and relationship; where the target is missing, by what it refers to.
create unique index link_key
  on link (tenant_id, source_id, relationship_type, (target_type = 'foundation_object'), reference);
-- What points to an item, or to what would be one; newest first. Lookups must say 'not removed' too.
create index link_item on link (tenant_id, reference, created_at desc nulls last, source_id, place)
  where target_type in ('inventory_item', 'missing') and not removed;
-- What points to a group, filter, scope tag or category; newest first.
create index link_foundation
  on link (tenant_id, foundation_type, reference, created_at desc nulls last, source_id, place)
  where target_type = 'foundation_object' and not removed;
-- What is not in the topic yet, in the order in which it is said.
create index link_step on link (partition, step, tenant_id, source_id, relationship_type, reference);

-- Items whose edges, or whose role as a target, are to be looked at where the source transaction ends.
create table link_dirty (
  partition    smallint not null,
  tenant_id    bigint   not null,
  external_id  text     not null collate "C",
  primary key (partition, tenant_id, external_id)
);

-- How far a partition's changes have been said to the topics.
create table publication (
  partition  smallint primary key,
  step       bigint   not null,                       -- of the newest change
  published  bigint   not null                        -- all changes up to this one are in the topics
);

-- Edges as they are served and published. Instants have milliseconds, cut off. The text is put together by hand, which
-- takes half the time of json_build_object.
create view link_document as
select l.tenant_id, l.source_id, l.place, l.partition, l.target_type, l.foundation_type, l.reference, l.created_at,
       l.relationship_type, l.step, l.removed,
       '{"tenant_id":' || l.tenant_id
       || ',"source_type":"inventory_item","source_id":' || to_json(l.source_id)::text
       || ',"target_type":"' || l.target_type || '"'
       || ',"target_id":' || case when l.target_type <> 'missing' then to_json(l.reference)::text else 'null' end
       || ',"relationship_type":"' || l.relationship_type || '"'
       || ',"metadata":{"last_known_name":' || coalesce(to_json(l.last_known_name)::text, 'null')
       || ',"raw_ref":' || to_json(l.raw_ref)::text
       || coalesce(',"foundation_type":"' || l.foundation_type || '"', '')
       || coalesce(',"filter_mode":"' || l.filter_mode || '"', '')
       || '},"created_at":'
       || coalesce('"' || to_char(date_trunc('milliseconds', l.created_at at time zone 'UTC'),
                                  'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null')
       || ',"updated_at":'
       || coalesce('"' || to_char(date_trunc('milliseconds', l.updated_at at time zone 'UTC'),
                                  'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"', 'null')
       || '}' as content
from link l;
