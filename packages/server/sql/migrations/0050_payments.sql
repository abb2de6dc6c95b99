-- Payments: what was asked of the payment provider, what it told, and what was granted for it. Money that came is never
-- forgotten: no row here goes with its workspace. The credits are the engine's; a row says before each step what is
-- about to be asked of it, under which key, and afterwards what came of it.

-- The provider's customer that stands for a workspace.
create table dokly.billing_customers (
  workspace_id text not null,
  provider text not null,
  customer_id text not null,
  primary key (workspace_id, provider),
  unique (provider, customer_id)
);

-- What a person, or the automatic top-up, asked to buy. Stored before the provider is called.
create table dokly.payment_orders (
  id text primary key,
  workspace_id text not null,
  provider text not null,
  kind text not null check (kind in ('top-up', 'auto-top-up', 'subscription', 'upgrade', 'card')),
  state text not null default 'open' check (state in ('open', 'processing', 'granted', 'failed', 'cancelled')),
  -- The person's id; null for the automatic top-up.
  member text,
  actor text not null,
  idempotency_key text,
  fingerprint text,
  credits bigint check (credits > 0),
  plan text,
  billing_interval text check (billing_interval in ('month', 'year')),
  subscription_id text,
  -- What the subscription costs once the upgrade is paid.
  renewal_cents bigint check (renewal_cents >= 0),
  price_cents bigint not null check (price_cents >= 0),
  currency text not null,
  return_to text,
  checkout_id text,
  checkout_url text,
  -- What the provider made of it: payment, invoice, subscription or card-setup.
  object_kind text,
  object_id text,
  -- Set before an automatic charge is asked of the provider: from then on it may have been made.
  asked_at timestamptz,
  failure_code text,
  failure_message text,
  -- Of an automatic top-up: its number in its period. One that is known to have failed does not count.
  period_start timestamptz,
  period_number integer check (period_number > 0),
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((credits is not null) = (kind in ('top-up', 'auto-top-up'))),
  check ((plan is not null) = (kind in ('subscription', 'upgrade'))),
  check ((period_start is not null) = (kind = 'auto-top-up')),
  check ((period_number is not null) = (kind = 'auto-top-up'))
);
create unique index payment_orders_key on dokly.payment_orders (workspace_id, actor, idempotency_key);
create index payment_orders_newest on dokly.payment_orders (workspace_id, created_at desc, id desc);
create index payment_orders_object on dokly.payment_orders (provider, object_id);
create index payment_orders_checkout on dokly.payment_orders (provider, checkout_id);
-- Never two automatic top-ups at once, however many servers see that credits are few (RULES R7.3).
create unique index payment_orders_one_automatic on dokly.payment_orders (workspace_id)
  where kind = 'auto-top-up' and state in ('open', 'processing');
create unique index payment_orders_automatic_number
  on dokly.payment_orders (workspace_id, period_start, period_number) where kind = 'auto-top-up';
-- Never two upgrades of a subscription at once.
create unique index payment_orders_one_upgrade on dokly.payment_orders (workspace_id)
  where kind = 'upgrade' and state in ('open', 'processing');
-- Finds what a dying server left open; over all workspaces.
create index payment_orders_open on dokly.payment_orders (created_at) where state in ('open', 'processing');

-- Webhooks as they came: stored before acting, once for each event of the provider.
create table dokly.payment_events (
  provider text not null,
  event_id text not null,
  type text not null,
  about jsonb not null,
  body bytea not null,
  received_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  handled_at timestamptz,
  last_error text,
  primary key (provider, event_id)
);
create index payment_events_due on dokly.payment_events (next_attempt_at) where handled_at is null;

-- Paid objects of the provider, by their own id: each grants once. `version` rises with every look at the provider that
-- was acted on, so that an older look can not undo a newer one.
create table dokly.paid_objects (
  provider text not null,
  object_id text not null,
  kind text not null check (kind in ('payment', 'invoice')),
  workspace_id text not null,
  order_id text,
  credits bigint not null check (credits >= 0),
  amount_cents bigint not null check (amount_cents >= 0),
  currency text not null,
  -- What it pays for; an invoice's plan.
  reason text not null,
  plan text,
  -- Of an invoice: the time that it pays for.
  paid_from timestamptz,
  paid_until timestamptz,
  lot_id text,
  lot_credits bigint,
  expires_at timestamptz,
  receipt_url text,
  found_at timestamptz not null default clock_timestamp(),
  granted_at timestamptz,
  -- Paid back or disputed, in cents, as last acted on.
  taken_back_cents bigint not null default 0 check (taken_back_cents >= 0),
  reversed bigint not null default 0 check (reversed >= 0),
  version integer not null default 0,
  primary key (provider, object_id)
);
create index paid_objects_of_workspace on dokly.paid_objects (workspace_id, found_at desc);
create index paid_objects_of_order on dokly.paid_objects (order_id);
create index paid_objects_not_granted on dokly.paid_objects (found_at) where granted_at is null;

-- What is taken back of a paid object's lot, and given back after a won dispute, in the order in which it is done.
create table dokly.paid_object_steps (
  provider text not null,
  object_id text not null,
  step integer not null check (step > 0),
  kind text not null check (kind in ('reverse', 'restore')),
  -- All credits that are due back after this step.
  due bigint not null check (due >= 0),
  done_at timestamptz,
  primary key (provider, object_id, step),
  foreign key (provider, object_id) references dokly.paid_objects (provider, object_id)
);

create table dokly.subscriptions (
  provider text not null,
  subscription_id text not null,
  workspace_id text not null,
  plan text not null,
  billing_interval text not null check (billing_interval in ('month', 'year')),
  price_cents bigint not null check (price_cents >= 0),
  currency text not null,
  status text not null check (status in ('incomplete', 'active', 'past-due', 'unpaid', 'ended')),
  anchor timestamptz not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  cancel_at timestamptz,
  renews_plan text,
  renews_interval text check (renews_interval in ('month', 'year')),
  -- Its first invoice was paid, and its plan is in force.
  started_at timestamptz,
  -- From when on its time is not paid; null: paid. And the plan that the engine was told for the next reset.
  unpaid_from timestamptz,
  reset_plan text,
  -- The version up to which the engine was told.
  told_version integer not null default 0,
  created_at timestamptz not null,
  version integer not null default 0,
  primary key (provider, subscription_id)
);
create index subscriptions_of_workspace on dokly.subscriptions (workspace_id, created_at desc);

create table dokly.auto_top_ups (
  workspace_id text primary key,
  is_on boolean not null,
  below_credits bigint not null check (below_credits > 0),
  credits bigint not null check (credits > 0),
  times_per_period integer not null check (times_per_period > 0),
  -- The saved card, and who agreed to what by saving it.
  card_id text,
  card_brand text,
  card_last4 text,
  card_expires_month integer,
  card_expires_year integer,
  consent_by text,
  consent_text text,
  consent_at timestamptz,
  -- After a failure, until a person turns it on again.
  stopped_at timestamptz,
  stop_reason text,
  check (not is_on or card_id is not null),
  check ((card_id is null) = (consent_at is null)),
  check ((stopped_at is null) = (stop_reason is null))
);
create index auto_top_ups_on on dokly.auto_top_ups (workspace_id) where is_on and stopped_at is null;

create table dokly.top_up_requests (
  workspace_id text not null references dokly.workspaces (id) on delete cascade,
  id text not null,
  member text not null,
  credits bigint not null check (credits > 0),
  note text not null,
  state text not null default 'open' check (state in ('open', 'approved', 'dismissed')),
  order_id text,
  created_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  primary key (workspace_id, id),
  check ((decided_at is null) = (state = 'open'))
);
-- One open request of each person.
create unique index top_up_requests_open on dokly.top_up_requests (workspace_id, member) where state = 'open';

-- What payments need a person for: credits that were spent before their payment was taken back, money for a workspace
-- that is gone.
create table dokly.payment_flags (
  id text primary key,
  kind text not null,
  workspace_id text,
  -- The paid object, order or event that it is about.
  subject text not null,
  detail text not null,
  created_at timestamptz not null default clock_timestamp(),
  resolved_at timestamptz,
  resolved_by text,
  unique (kind, subject)
);
create index payment_flags_open on dokly.payment_flags (created_at) where resolved_at is null;
