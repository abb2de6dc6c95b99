-- What a payment that was refunded or disputed takes back of its lot, paid or still due.

alter table lots
  add column reversal_due bigint not null default 0,
  add check (reversed <= reversal_due and reversal_due <= granted);
