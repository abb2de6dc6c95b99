-- What the rows of the engine cost PostgreSQL by themselves: the same rows into the same tables, in batches of the
-- engine's size, made and committed within PostgreSQL. Nothing is sent, parsed, planned, hashed or looked up.

create procedure bench_rows_alone(
  workspaces bigint[], first_number bigint, batch_size integer, seconds float8, inout operations bigint
) language plpgsql as $$
declare
  numbers constant bigint := cardinality(workspaces);
  ends_at constant timestamptz := clock_timestamp() + seconds * interval '1 second';
  hash constant bytea := decode(repeat('ab', 32), 'hex');
  batch bigint := 0;
  held bigint[];
  ended bigint[] := '{}';
  first bigint := first_number;
  ended_first bigint := first_number;
  at timestamptz;
begin
  while clock_timestamp() < ends_at loop
    held := array(select workspaces[1 + (batch * batch_size + n) % numbers] from generate_series(0, batch_size - 1) n);
    perform from accounts where workspace_id = any(held || ended) order by workspace_id for no key update;
    at := clock_timestamp();

    -- A hold each.
    insert into holds (workspace_id, hold_id, credits, draw_lots, draw_credits, state, placed_at, deadline)
      select workspace, first + n, 3, array[1], array[3], 'held', at, at + interval '1 hour'
      from unnest(held) with ordinality as new (workspace, n);
    insert into actions (workspace_id, action_id, kind, member, document_path, document_title, model, estimate_low,
        estimate_high, is_demo, status, held, started_at, rate_card, nano_dollars_per_credit, prices)
      select workspace, first + n, 'rewrite', 'member-4711', 'guides/getting-started.md', 'Getting started',
        'claude-haiku-5-5', 1, 3, false, 'running', 3, at, '2026-10-07', 1500000,
        array[100000, 100, 10, 125, 500, 0, 500, 50, 625, 2500]
      from unnest(held) with ordinality as new (workspace, n);
    insert into operations (workspace_id, operation, key, fingerprint, subjects, available, accepted_at)
      select workspace, 'hold', 'alone-' || lpad((first + n)::text, 12, '0'), hash, array[first + n], 1e12, at
      from unnest(held) with ordinality as new (workspace, n);

    -- The end of each hold of the batch before, and the lines of both.
    update holds as old
      set state = 'settled', deadline = old.deadline, charged = 2, ended_at = at, ended_available = 1000000000000
      from unnest(ended) with ordinality as new (workspace, n)
      where old.workspace_id = any(array[workspace]) and hold_id = ended_first + n and old.ended_at is null;
    update actions as old set status = 'succeeded', charged = 2, ended_at = at, tokens_input = 2000,
        tokens_cache_read = 0, tokens_cache_write = 0, tokens_output = 4000, tokens_thinking = 500
      from unnest(ended) with ordinality as new (workspace, n)
      where old.workspace_id = any(array[workspace]) and action_id = ended_first + n and old.status = 'running';
    insert into transfers (workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause,
        actor, at, effective_at, balance_after, format, hash)
      select workspace, 3 * (first + n), 'available', 'held', 3, 1, first + n, 0, 'hold', 'bench', at, at, 1e12, 1, hash
      from unnest(held) with ordinality as new (workspace, n)
      union all
      select workspace, 3 * (ended_first + n) + part, 'held', case part when 1 then 'spent' else 'available' end,
        3 - part, 1, ended_first + n, 0, case part when 1 then 'settle' else 'return' end, 'bench', at, at, 1e12, 1,
        hash
      from unnest(ended) with ordinality as new (workspace, n) cross join generate_series(1, 2) as part;

    -- What is written once of each workspace, however many of its operations are in the batch.
    insert into usage_slots as old (workspace_id, slot, kind, member, credits, actions, tokens)
      select workspace, date_trunc('hour', at), 'rewrite', 'member-4711', 2 * count(*), count(*), 6000 * count(*)
      from unnest(ended) as workspace group by workspace
      on conflict (workspace_id, slot, kind, member) do update set credits = old.credits + excluded.credits,
        actions = old.actions + excluded.actions, tokens = old.tokens + excluded.tokens;
    update lots as old set available = available - 3 * holds + ends, held = old.held + 3 * holds - 3 * ends,
        spent = spent + 2 * ends, spent_in_period = spent_in_period + 2 * ends
      from (select workspace, count(*) filter (where is_hold) as holds, count(*) filter (where not is_hold) as ends
        from (select unnest(held), true union all select unnest(ended), false) as moved (workspace, is_hold)
        group by workspace) as new
      where old.workspace_id = any(array[workspace]) and lot_id = 1;
    update accounts as old set last_number = last_number + holds, last_sequence = last_sequence + holds + 2 * ends,
        last_hash = hash, last_at = at, version = version + 1
      from (select workspace, count(*) filter (where is_hold) as holds, count(*) filter (where not is_hold) as ends
        from (select unnest(held), true union all select unnest(ended), false) as moved (workspace, is_hold)
        group by workspace) as new
      where old.workspace_id = any(array[workspace]);
    commit;

    ended := held;
    ended_first := first;
    first := first + batch_size;
    batch := batch + 1;
  end loop;
  operations := (batch * 2 - 1) * batch_size;
end $$;
