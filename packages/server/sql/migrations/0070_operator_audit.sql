-- What operators did, in the console or on the command line, and what came of it: both can only be added to.

-- Written before the act, so that nothing is done which is not here. Outlives what it tells of, so that it refers to
-- nothing.
create table dokly.operator_audit (
  id text primary key,
  -- Whole milliseconds: a page of the log begins at an instant that JSON has carried.
  at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  act text not null,
  -- person:<id>, or command-line:<account of the machine>.
  actor text not null,
  actor_name text not null,
  -- Where it was asked for: the console (web), the API, or the command line.
  origin text not null check (origin in ('console', 'api', 'command-line')),
  address text,
  request_id text,
  workspace_id text,
  -- What it was done to: an action, a hold, a lot, a report; the workspace itself has none.
  target text,
  reason text not null check (char_length(reason) between 3 and 1000),
  idempotency_key text,
  fingerprint text,
  details jsonb not null
);
-- One act per key of an operator, however often it is sent.
create unique index operator_audit_keys on dokly.operator_audit (actor, idempotency_key);
create index operator_audit_newest on dokly.operator_audit (at desc, id desc);
create index operator_audit_by_workspace on dokly.operator_audit (workspace_id, at desc, id desc);
create index operator_audit_by_target on dokly.operator_audit (target, at desc) where target is not null;

-- An act without one was cut off: it may have happened, and is done under the same key when it is sent again.
create table dokly.operator_audit_outcomes (
  audit_id text not null references dokly.operator_audit (id),
  outcome text not null check (outcome in ('done', 'refused')),
  at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  -- The problem's code, where it was refused.
  code text,
  details jsonb not null,
  primary key (audit_id, outcome)
);

create function dokly.refuse_change_of_operator_audit() returns trigger language plpgsql as $$
begin
  raise exception 'the audit of operators can only be added to';
end $$;
create trigger operator_audit_append_only before update or delete on dokly.operator_audit
  for each row execute function dokly.refuse_change_of_operator_audit();
create trigger operator_audit_never_emptied before truncate on dokly.operator_audit
  for each statement execute function dokly.refuse_change_of_operator_audit();
create trigger operator_audit_outcomes_append_only before update or delete on dokly.operator_audit_outcomes
  for each row execute function dokly.refuse_change_of_operator_audit();
create trigger operator_audit_outcomes_never_emptied before truncate on dokly.operator_audit_outcomes
  for each statement execute function dokly.refuse_change_of_operator_audit();
