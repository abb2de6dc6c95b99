-- A refund by an operator is told by mail too, as answers to reports are.

alter table dokly.refund_notices
  add column id bigint generated always as identity,
  -- Of the action; null in notices from before this column.
  add column kind text,
  -- Of the credits, those that came as goodwill, since the lots that had paid are over.
  add column goodwill bigint not null default 0 check (goodwill >= 0),
  -- The mail: none is due where `mail_due_at` is null.
  add column mail_due_at timestamptz,
  add column mail_attempts integer not null default 0,
  add column mailed_at timestamptz;
create unique index refund_notices_by_id on dokly.refund_notices (id);
create index refund_notices_due on dokly.refund_notices (mail_due_at) where mail_due_at is not null;
