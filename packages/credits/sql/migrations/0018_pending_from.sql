-- A plan that was chosen for a later reset than the next, as by somebody who has paid for a year.

alter table accounts
  add column pending_from timestamptz,
  add check (pending_plan is not null or pending_from is null);
