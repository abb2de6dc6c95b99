-- What the sandbox keeps in the place of a payment provider: its customers, checkouts, payments, invoices and
-- subscriptions, as that provider would. Outside production only.

create table dokly.sandbox_objects (
  id text primary key,
  kind text not null,
  customer text,
  body jsonb not null,
  created_at timestamptz not null
);
create index sandbox_objects_of_customer on dokly.sandbox_objects (customer, kind, created_at desc);
create index sandbox_objects_of_kind on dokly.sandbox_objects (kind, created_at);

-- Webhooks that it has still to send, in the order of their time.
create table dokly.sandbox_webhooks (
  id text not null,
  copy integer not null,
  body text not null,
  due_at timestamptz not null,
  sent_at timestamptz,
  primary key (id, copy)
);
create index sandbox_webhooks_due on dokly.sandbox_webhooks (due_at) where sent_at is null;
