-- Who set which limit, so that a refusal can name them. Kept beside the limit itself, which the engine has: an author
-- is told only where mode and amount are still those that they set.

create table dokly.limit_authors (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  -- Empty: every member, every kind.
  member text not null,
  kind text not null,
  mode text not null check (mode in ('hard', 'soft')),
  credits bigint not null check (credits >= 0),
  -- A person, or an API key.
  set_by text not null,
  set_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, member, kind)
);
