-- Limits per member and per kind, with what the actions of the current period have used of each and hold of it.

create table limit_counters (
  workspace_id bigint not null,
  -- Empty: every member.
  member text not null,
  -- Empty: every kind.
  kind text not null,
  -- The most credits of a period; null: no limit any more.
  credits_max bigint check (credits_max >= 0),
  used bigint not null check (used >= 0),
  reserved bigint not null check (reserved >= 0),
  primary key (workspace_id, member, kind),
  check (member <> '' or kind <> '')
) with (fillfactor = 70);

alter table accounts
  -- Spares everybody else the reading of counters.
  add column has_limits boolean not null default false;
