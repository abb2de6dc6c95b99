-- How often each workspace had its ledger worked out again, so that all servers together keep to a bound.

create table dokly.verification_pace (
  workspace_id text primary key references dokly.workspaces (id) on delete cascade,
  window_start timestamptz not null,
  runs integer not null check (runs > 0),
  -- After a long one the next waits.
  not_before timestamptz not null
);
