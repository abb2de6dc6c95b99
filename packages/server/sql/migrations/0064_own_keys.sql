-- A workspace's own keys at the AI provider, encrypted, and the log of every setting and use of them.

create table dokly.own_keys (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  id text not null,
  provider text not null check (provider = 'anthropic'),
  label text not null,
  status text not null check (status in ('active', 'paused', 'invalid', 'revoked')),
  -- Why it is paused (person, plan) or invalid (the code of the provider's refusal).
  reason text,
  version integer not null check (version > 0),
  last4 text not null,
  fingerprint text not null,
  -- The envelope: the secret under a data key, and the data key under a master key. Revoked, there is none any more.
  format smallint,
  sealed bytea,
  master_key text,
  wrapped_key bytea,
  models text[] not null,
  scope_kinds text[],
  scope_members text[],
  scope_roles text[],
  scope_models text[],
  ends_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  validated_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, id),
  check (num_nulls(format, sealed, master_key, wrapped_key) = case when status = 'revoked' then 4 else 0 end)
);
create unique index own_keys_by_fingerprint on dokly.own_keys (workspace_id, fingerprint) where status <> 'revoked';
-- Asked for at every start and while data keys are wrapped anew.
create index own_keys_by_master_key on dokly.own_keys (master_key, workspace_id, id) where master_key is not null;

create table dokly.own_key_settings (
  workspace_id text primary key references dokly.workspaces (id) on delete cascade,
  falls_back_to_credits boolean not null
);

-- Outlives what it tells of, so that it refers to nothing.
create table dokly.audit_log (
  id text primary key,
  workspace_id text not null,
  -- Whole milliseconds: a page of the log begins at an instant that JSON has carried.
  at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  action text not null,
  actor text not null,
  actor_name text not null,
  key_id text,
  key_label text,
  address text,
  request_id text,
  detail jsonb not null
);
create index audit_log_by_workspace on dokly.audit_log (workspace_id, at desc, id desc);

create function dokly.refuse_change_of_audit_log() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log can only be added to';
end $$;
create trigger audit_log_append_only before update or delete on dokly.audit_log
  for each row execute function dokly.refuse_change_of_audit_log();
create trigger audit_log_never_emptied before truncate on dokly.audit_log
  for each statement execute function dokly.refuse_change_of_audit_log();
