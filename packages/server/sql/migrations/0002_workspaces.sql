-- Which organization is which workspace of the credit engine, and the API keys bound to a workspace.

create table dokly.workspaces (
  id text primary key,
  organization_id text not null unique references dokly.organizations (id) on delete cascade,
  -- Null until the engine has answered that it opened the workspace: opening is repeated until then.
  opened_at timestamptz,
  created_at timestamptz not null default current_timestamp
);

create table dokly.api_keys (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  id text not null,
  label text not null,
  start text not null,
  -- SHA-256 of the key. The key itself is 256 random bits and is kept nowhere.
  hash bytea not null unique check (octet_length(hash) = 32),
  scopes text[] not null check (cardinality(scopes) > 0),
  created_by text not null,
  created_at timestamptz not null default current_timestamp,
  ends_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id)
);
