-- AI runs: which request started which action, what it wrote (encrypted) and whether somebody asked to stop it. The
-- ledger is the engine's.

create table dokly.ai_runs (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  -- The person or API key that runs it, as the engine's log names it.
  member text not null,
  idempotency_key text not null,
  fingerprint text not null,
  kind text not null,
  writer text not null check (writer in ('anthropic', 'demo')),
  -- Null between the claim of the key and the hold.
  action_id text,
  hold_id text,
  estimate_low bigint,
  estimate_high bigint,
  held bigint,
  available bigint,
  started_at timestamptz not null default current_timestamp,
  heartbeat_at timestamptz not null default current_timestamp,
  cancel_requested_at timestamptz,
  ended_at timestamptz,
  failure_code text,
  -- AES-256-GCM: 12 bytes of nonce, 16 of tag, then the text; bound to workspace and action.
  output bytea,
  output_ends_at timestamptz,
  primary key (workspace_id, member, idempotency_key),
  unique (workspace_id, action_id),
  check ((action_id is null) = (hold_id is null))
);

-- Counts a member's unusable outputs of a day.
create index ai_runs_failures on dokly.ai_runs (workspace_id, member, started_at) where failure_code is not null;
-- Finds outputs whose time is over.
create index ai_runs_output_ends on dokly.ai_runs (output_ends_at) where output is not null;

-- What a person's next action does, to see failures on a running product; outside production only.
create table dokly.ai_next_runs (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  member text not null,
  behavior text not null,
  primary key (workspace_id, member)
);
