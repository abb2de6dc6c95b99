-- Outside production an operator may set the business clock ahead or back, for all servers of this database: how far it
-- is from real time. Time goes on running under it.

create table dokly.simulated_clock (
  only_one boolean primary key default true check (only_one),
  offset_ms bigint not null,
  set_by text not null,
  set_at timestamptz not null default clock_timestamp()
);
