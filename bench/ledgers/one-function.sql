-- The ledger as one function per operation: the engine's own tables and the same rows, without its hash chain,
-- replays and periods. One statement and one commit per operation.

create function bench_hold(
  w bigint, operation_key text, operation_fingerprint bytea, amount bigint, deadline_ms integer,
  action_kind text, action_member text, path text, title text, action_model text, low bigint, high bigint
) returns bigint language plpgsql as $$
declare
  account accounts%rowtype;
  lot lots%rowtype;
  number bigint;
  at timestamptz := clock_timestamp();
begin
  select * into account from accounts where workspace_id = w for no key update;
  if not found then raise exception 'unknown workspace'; end if;
  perform from operations where workspace_id = w and operation = 'hold' and key = operation_key;
  if found then raise exception 'key was used'; end if;
  select * into lot from lots where workspace_id = w and is_open and available >= amount
    order by expires_at nulls last limit 1;
  if not found then raise exception 'insufficient credits'; end if;
  number := account.last_number + 1;
  update lots set available = available - amount, held = held + amount
    where workspace_id = w and lot_id = lot.lot_id;
  insert into holds (workspace_id, hold_id, credits, draw_lots, draw_credits, state, placed_at, deadline)
    values (w, number, amount, array[lot.lot_id], array[amount], 'held', at,
      at + deadline_ms * interval '1 millisecond');
  insert into actions (workspace_id, action_id, kind, member, document_path, document_title, model, estimate_low,
      estimate_high, is_demo, status, held, started_at, rate_card, nano_dollars_per_credit, prices)
    values (w, number, action_kind, action_member, path, title, action_model, low, high, false, 'running', amount, at,
      '2026-10-07', 1500000, array[100000, 100, 10, 125, 500, 0, 500, 50, 625, 2500]);
  insert into transfers (workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause,
      actor, at, effective_at, balance_after, format, hash)
    values (w, account.last_sequence + 1, 'available', 'held', amount, lot.lot_id, number, 0, 'hold', 'bench', at, at,
      lot.available - amount, 1, account.last_hash);
  insert into operations (workspace_id, operation, key, fingerprint, subjects, available, accepted_at)
    values (w, 'hold', operation_key, operation_fingerprint, array[number], lot.available - amount, at);
  update accounts set last_number = number, last_sequence = last_sequence + 1, last_at = at, version = version + 1
    where workspace_id = w;
  return number;
end $$;

create function bench_settle(
  w bigint, number bigint, charge bigint, input bigint, output bigint, thinking bigint
) returns void language plpgsql as $$
declare
  account accounts%rowtype;
  hold holds%rowtype;
  lot lots%rowtype;
  rest bigint;
  at timestamptz := clock_timestamp();
begin
  select * into account from accounts where workspace_id = w for no key update;
  if not found then raise exception 'unknown workspace'; end if;
  select * into hold from holds where workspace_id = w and hold_id = number;
  if not found or hold.state <> 'held' or hold.deadline <= at or charge > hold.credits then
    raise exception 'not to be settled';
  end if;
  rest := hold.credits - charge;
  update lots set held = held - hold.credits, spent = spent + charge, spent_in_period = spent_in_period + charge,
      available = available + rest
    where workspace_id = w and lot_id = hold.draw_lots[1] returning * into lot;
  update holds set state = 'settled', charged = charge, ended_at = at, ended_available = lot.available
    where workspace_id = w and hold_id = number;
  update actions set status = 'succeeded', charged = charge, ended_at = at, tokens_input = input,
      tokens_cache_read = 0, tokens_cache_write = 0, tokens_output = output, tokens_thinking = thinking
    where workspace_id = w and action_id = number;
  insert into transfers (workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause,
      actor, at, effective_at, balance_after, format, hash)
    values (w, account.last_sequence + 1, 'held', 'spent', charge, lot.lot_id, number, 0, 'settle', 'bench', at, at,
        lot.available - rest, 1, account.last_hash),
      (w, account.last_sequence + 2, 'held', 'available', rest, lot.lot_id, number, 0, 'return', 'bench', at, at,
        lot.available, 1, account.last_hash);
  insert into usage_slots as old (workspace_id, slot, kind, member, credits, actions, tokens)
    select w, date_bin(interval '15 minutes', started_at, timestamptz '2001-01-01'), kind, member, charge, 1,
      input + output
    from actions where workspace_id = w and action_id = number
    on conflict (workspace_id, slot, kind, member) do update set credits = old.credits + excluded.credits,
      actions = old.actions + 1, tokens = old.tokens + excluded.tokens;
  update accounts set last_sequence = last_sequence + 2, last_at = at, version = version + 1 where workspace_id = w;
end $$;
