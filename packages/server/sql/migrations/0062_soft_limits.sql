-- Limits that warn. The engine counts for them as for every limit, with a bound that nothing reaches; what they warn at
-- is here.

create table dokly.soft_limits (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  -- Empty: every member, every kind.
  member text not null,
  kind text not null,
  credits bigint not null check (credits >= 0),
  primary key (workspace_id, member, kind),
  check (member <> '' or kind <> '')
);
