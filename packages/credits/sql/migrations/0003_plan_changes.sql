-- A plan that was chosen for the next reset, and the operator's own number of credits that goes with it.

alter table accounts
  add column pending_plan text,
  add column pending_monthly_credits bigint check (pending_monthly_credits >= 0),
  add check (pending_plan is not null or pending_monthly_credits is null);
