-- Generated sites: the outline that a person agreed to, and what became of each page. The credits are the engine's; a
-- row here says before each step what is about to be asked of the engine, and after it what came of it.

create table dokly.sites (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  site_id text not null,
  -- The person or API key that started it, as the engine's log names it, and as its ledger does.
  member text not null,
  actor text not null,
  idempotency_key text not null,
  fingerprint text not null,
  outline_action text,
  title text not null,
  audience text,
  notes text,
  sources text[] not null,
  writer text not null check (writer in ('anthropic', 'demo')),
  state text not null check (state in ('starting', 'running', 'needs-credits', 'cancelled', 'done')),
  -- Counts the times at which linked holds were taken for the pages not done: a part of their key.
  round integer not null default 1 check (round > 0),
  -- Any change of the site or its pages is one more: what live views wait for.
  version bigint not null default 1,
  cancel_requested_at timestamptz,
  -- The process that works on it, until when nobody else does.
  runner text,
  leased_until timestamptz,
  started_at timestamptz not null default current_timestamp,
  ended_at timestamptz,
  primary key (workspace_id, site_id),
  unique (workspace_id, member, idempotency_key),
  check ((ended_at is null) = (state in ('starting', 'running', 'needs-credits')))
);
-- Finds work; over all workspaces.
create index sites_unended on dokly.sites (started_at) where state in ('starting', 'running');

create table dokly.site_pages (
  workspace_id text not null,
  site_id text not null,
  number integer not null check (number > 0),
  path text not null,
  title text not null,
  brief text not null,
  -- The most that a try may cost, and the range that was shown.
  low bigint not null check (low >= 0),
  high bigint not null check (high >= low),
  state text not null check (state in ('waiting', 'running', 'written', 'failed', 'cancelled')),
  -- Each try has a hold of its own.
  attempt integer not null default 1 check (attempt > 0),
  action_id text,
  hold_id text,
  -- Whether the hold was taken together with others, and shares their deadline.
  is_linked boolean not null default false,
  -- Of all tries together.
  charged bigint not null default 0 check (charged >= 0),
  is_draft boolean not null default false,
  failure_code text,
  failure_message text,
  -- Written before its charge: AES-256-GCM, bound to workspace, site, page and try. Gone once the page is stored.
  output bytea,
  -- What the provider reported, and how the try is to be settled.
  usage jsonb,
  settle_status text check (settle_status in ('succeeded', 'cancelled')),
  primary key (workspace_id, site_id, number),
  foreign key (workspace_id, site_id) references dokly.sites (workspace_id, site_id) on delete cascade,
  check ((action_id is null) = (hold_id is null)),
  check ((failure_code is null) = (failure_message is null)),
  check ((usage is null) = (settle_status is null))
);
