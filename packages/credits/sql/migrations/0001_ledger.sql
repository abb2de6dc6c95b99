-- The ledger: every row belongs to one workspace, whose number comes first in every key, so that the tables can be
-- distributed by it.
-- No rule about credits is here; the CHECKs are the last line of defence behind the plans in src/domain.

create table accounts (
  workspace_id bigint not null primary key check (workspace_id >= 0),
  external_id text not null check (length(external_id) between 1 and 512),
  plan text not null,
  -- The operator's own number of credits for each period; null: the plan's.
  monthly_credits bigint check (monthly_credits >= 0),
  -- Null until the first period is opened, unless the embedder named one.
  anchor timestamptz,
  -- Null until the first period is opened.
  period_start timestamptz,
  period_end timestamptz,
  -- The most monthly credits that the current period has been entitled to; it only rises.
  entitlement bigint not null default 0 check (entitlement >= 0),
  is_suspended boolean not null default false,
  -- Lots, and holds with their actions, are numbered from here.
  last_number bigint not null default 0 check (last_number >= 0),
  last_sequence bigint not null default 0 check (last_sequence >= 0),
  last_hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'
    check (length(last_hash) = 32),
  -- Business time of the last change; it never runs back.
  last_at timestamptz,
  version bigint not null default 0 check (version >= 0),
  check ((period_start is null) = (period_end is null) and (period_start is null or anchor is not null)),
  check (period_start < period_end)
) with (fillfactor = 70);

create table lots (
  workspace_id bigint not null,
  lot_id bigint not null check (lot_id > 0),
  source text not null check (source in ('monthly', 'top-up', 'goodwill')),
  granted bigint not null check (granted > 0),
  available bigint not null check (available >= 0),
  held bigint not null check (held >= 0),
  spent bigint not null check (spent >= 0),
  expired bigint not null check (expired >= 0),
  reversed bigint not null check (reversed >= 0),
  starts_at timestamptz not null,
  -- Null: never.
  expires_at timestamptz,
  -- When the expiry was written down; from then on nothing is available, and what returns expires at once.
  expired_at timestamptz,
  -- Monthly lots: the period, and the entitlement that the lot raised it to.
  period_start timestamptz,
  entitlement bigint,
  -- The part of "spent" that belongs to actions whose hold was taken in the workspace's current period.
  spent_in_period bigint not null default 0 check (spent_in_period between 0 and spent),
  -- False once the period in which it expired has ended.
  is_open boolean not null,
  primary key (workspace_id, lot_id),
  unique (workspace_id, period_start, entitlement),
  check (granted = available + held + spent + expired + reversed),
  check (expired_at is null or available = 0),
  check (starts_at < expires_at),
  check ((source = 'monthly') = (period_start is not null) and (period_start is null) = (entitlement is null))
) with (fillfactor = 70);
-- What a load reads: lots of the current period, and dead ones that a running hold still draws on.
create index lots_open on lots (workspace_id) where is_open or held > 0;

create table holds (
  workspace_id bigint not null,
  hold_id bigint not null check (hold_id > 0),
  credits bigint not null check (credits >= 0),
  -- What it took from which lots, in the order in which they were drawn.
  draw_lots bigint[] not null,
  draw_credits bigint[] not null,
  state text not null check (state in ('held', 'settled', 'released', 'expired')),
  placed_at timestamptz not null,
  deadline timestamptz not null,
  charged bigint not null default 0 check (charged between 0 and credits),
  ended_at timestamptz,
  -- What was available after the end: a replay answers the same.
  ended_available bigint,
  primary key (workspace_id, hold_id),
  check (cardinality(draw_lots) = cardinality(draw_credits)),
  check (deadline > placed_at),
  check ((state = 'held') = (ended_at is null) and (state = 'held') = (ended_available is null)),
  check (charged = 0 or state = 'settled')
) with (fillfactor = 80);
create index holds_running on holds (workspace_id, deadline) where state = 'held';
-- For the sweeper, which asks over all workspaces.
create index holds_deadline on holds (deadline) where state = 'held';

create table actions (
  workspace_id bigint not null,
  -- The number of its hold.
  action_id bigint not null check (action_id > 0),
  kind text not null,
  member text,
  document_path text,
  document_title text,
  model text,
  estimate_low bigint check (estimate_low >= 0),
  estimate_high bigint check (estimate_high >= estimate_low),
  group_id text,
  is_demo boolean not null,
  status text not null check (status in ('running', 'succeeded', 'failed', 'cancelled')),
  held bigint not null check (held >= 0),
  charged bigint not null default 0 check (charged between 0 and held),
  refunded bigint not null default 0 check (refunded between 0 and charged),
  started_at timestamptz not null,
  ended_at timestamptz,
  failure_code text,
  failure_message text,
  request_id text,
  -- Prices as they were when the hold was taken; five numbers per band: the largest prompt in tokens (0: no bound),
  -- then nano-dollars
  -- per token of input, cache read, cache write and output.
  rate_card text,
  nano_dollars_per_credit bigint check (nano_dollars_per_credit > 0),
  prices bigint[],
  tokens_input bigint check (tokens_input >= 0),
  tokens_cache_read bigint check (tokens_cache_read >= 0),
  tokens_cache_write bigint check (tokens_cache_write >= 0),
  tokens_output bigint check (tokens_output >= 0),
  tokens_thinking bigint check (tokens_thinking <= tokens_output),
  primary key (workspace_id, action_id),
  check ((status = 'running') = (ended_at is null)),
  check (charged = 0 or status in ('succeeded', 'cancelled')),
  check ((document_path is null) = (document_title is null)),
  check ((estimate_low is null) = (estimate_high is null)),
  check ((rate_card is null) = (prices is null) and (rate_card is null) = (nano_dollars_per_credit is null))
) with (fillfactor = 80);

create table transfers (
  workspace_id bigint not null,
  -- From 1, without a gap.
  sequence bigint not null check (sequence > 0),
  from_account text not null,
  to_account text not null,
  credits bigint not null check (credits > 0),
  lot_id bigint not null,
  hold_id bigint,
  -- Which of the transfers of this cause on this hold; draws are counted from 0.
  part integer not null check (part >= 0),
  cause text not null,
  actor text not null,
  reason text,
  at timestamptz not null,
  -- Differs from "at" where something is written down later than it was true: a lot's expiry.
  effective_at timestamptz not null,
  -- Credits available in the workspace after this line.
  balance_after bigint not null check (balance_after >= 0),
  format smallint not null,
  hash bytea not null check (length(hash) = 32),
  primary key (workspace_id, sequence),
  check (from_account <> to_account)
);
-- Finds an action's lines, and refuses a second end of one hold whatever the code above believes.
create unique index transfers_hold on transfers (workspace_id, hold_id, cause, part) where hold_id is not null;

create table operations (
  workspace_id bigint not null,
  operation text not null,
  key text not null,
  fingerprint bytea not null,
  -- What it made or touched: holds of a hold, the lot of a grant.
  subjects bigint[] not null,
  -- What was available after it.
  available bigint not null,
  accepted_at timestamptz not null,
  primary key (workspace_id, operation, key)
);

create table usage_slots (
  workspace_id bigint not null,
  -- Start of 15 minutes in UTC: every time zone's days are whole numbers of them.
  slot timestamptz not null,
  kind text not null,
  -- Empty: no member, a service.
  member text not null,
  credits bigint not null check (credits >= 0),
  actions bigint not null check (actions >= 0),
  tokens bigint not null check (tokens >= 0),
  primary key (workspace_id, slot, kind, member)
) with (fillfactor = 70);
