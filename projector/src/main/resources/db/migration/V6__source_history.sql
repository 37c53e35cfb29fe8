-- Positions belong to a history of the source: its system identifier and timeline. Between two histories they mean
-- nothing. '0/0' is that of marks which name none.
alter table partition_progress
  add column source_history text not null default '0/0',    -- to which source_lsn belongs
  add column announced_history text not null default '0/0'; -- the newest that a mark named; another one until its
                                                            -- snapshot has been applied wholly

-- How capture is, written by it.
create table capture_status (
  singleton   boolean      primary key default true check (singleton),
  state       text         not null,                  -- 'following', 'waiting', 'reading' or 'stopped'
  reason      text,                                   -- one line for operators
  since       timestamptz  not null,                  -- when the state began
  updated_at  timestamptz  not null
);
