-- Refunds by hand: how many ledger lines an action's refunds have so far, and the action behind a goodwill lot.

alter table actions
  -- The next line's part, so that each line of a hold keeps a place of its own.
  add column refund_lines integer not null default 0 check (refund_lines >= 0),
  add check ((refunded = 0) = (refund_lines = 0));

alter table lots
  -- Made by the refund of this action, since the lot that had paid for it was dead.
  add column refund_of bigint check (refund_of > 0),
  add check (refund_of is null or source = 'goodwill');
