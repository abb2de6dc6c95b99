-- A trial is a first period of its own length; a mark says from when on a workspace's plan is not paid.

alter table accounts
  -- Days of the trial that the workspace begins with; 0 once it is over; null: it had none.
  add column trial_days integer check (trial_days between 0 and 366),
  -- The plan whose credits a period gets that begins unpaid, and the instant from which periods do; null: paid.
  add column unpaid_plan text,
  add column unpaid_from timestamptz,
  add check ((unpaid_plan is null) = (unpaid_from is null));
