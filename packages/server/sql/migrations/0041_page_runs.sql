-- Runs of whole pages: one kind of action on up to 50 pages, and what became of each. Kept as sites are; what is
-- written waits here, encrypted, until a person has looked it through.

create table dokly.page_runs (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  run_id text not null,
  -- The person or API key that started it, as the engine's log names it, and as its ledger does.
  member text not null,
  actor text not null,
  idempotency_key text not null,
  fingerprint text not null,
  kind text not null,
  options jsonb not null,
  writer text not null check (writer in ('anthropic', 'demo')),
  state text not null check (state in ('starting', 'running', 'needs-credits', 'cancelled', 'done')),
  -- Counts the times at which linked holds were taken for the pages not done: a part of their key.
  round integer not null default 1 check (round > 0),
  -- Any change of the run or its pages is one more: what live views wait for.
  version bigint not null default 1,
  cancel_requested_at timestamptz,
  -- The process that works on it, until when nobody else does.
  runner text,
  leased_until timestamptz,
  started_at timestamptz not null default current_timestamp,
  ended_at timestamptz,
  primary key (workspace_id, run_id),
  unique (workspace_id, member, idempotency_key),
  check ((ended_at is null) = (state in ('starting', 'running', 'needs-credits')))
);
-- Finds work; over all workspaces.
create index page_runs_unended on dokly.page_runs (started_at) where state in ('starting', 'running');

create table dokly.page_run_pages (
  workspace_id text not null,
  run_id text not null,
  number integer not null check (number > 0),
  path text not null,
  title text not null,
  -- The content that is changed, and where in it: UTF-16 offsets.
  document_version text not null,
  range_start integer not null check (range_start >= 0),
  range_end integer not null check (range_end >= range_start),
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
  -- AES-256-GCM, bound to workspace, run, page and try. Gone once the page is accepted or rejected, or its days are
  -- over.
  output bytea,
  output_ends_at timestamptz,
  -- What the provider reported, and how the try is to be settled; gone once it is.
  usage jsonb,
  settle_status text check (settle_status in ('succeeded', 'cancelled')),
  -- What a person decided about a written page, and the version that accepting it gives: written before the page is.
  review text check (review in ('accepted', 'rejected', 'expired')),
  accepted_version text,
  primary key (workspace_id, run_id, number),
  foreign key (workspace_id, run_id) references dokly.page_runs (workspace_id, run_id) on delete cascade,
  check ((action_id is null) = (hold_id is null)),
  check ((failure_code is null) = (failure_message is null)),
  check ((usage is null) = (settle_status is null)),
  check (review is null or state = 'written')
);
-- Finds texts whose time is over.
create index page_run_pages_output_ends on dokly.page_run_pages (output_ends_at) where output_ends_at is not null;
-- Find the pages that are being written, to bound them beside all else that runs.
create index page_run_pages_running on dokly.page_run_pages (workspace_id) where state = 'running';
create index site_pages_running on dokly.site_pages (workspace_id) where state = 'running';
