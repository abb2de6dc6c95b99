import { createHash } from "node:crypto";
import type pg from "pg";
import type { Ledger } from "./ledger.ts";
import { sampleAction, sampleCharge, sampleDeadlineMs, sampleHoldCredits, sampleUsage } from "./sample-action.ts";
import { uniqueKey } from "./unique-key.ts";

type Ask = (text: string, values: readonly unknown[]) => Promise<Record<string, string>>;

/**
 * A ledger as it is often written: a transaction per operation, a question at a time, with the account's row locked
 * meanwhile. Statements are prepared; the rows are those of the function ledger.
 */
export function naiveLedger(pool: pg.Pool): Ledger {
  return {
    hold: (workspace) => transact(pool, (ask) => hold(ask, workspace + 1)),
    settle: async (workspace, number) => {
      await transact(pool, (ask) => settle(ask, workspace + 1, number));
    },
  };
}

async function transact<Result>(pool: pg.Pool, work: (ask: Ask) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  const ask: Ask = async (text, values) => {
    const name = createHash("md5").update(text).digest("hex");
    const { rows } = await client.query<Record<string, string>>({ name, text, values: [...values] });
    return rows[0] ?? {};
  };
  try {
    await client.query("begin");
    const result = await work(ask);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

const lockAccount = `select last_number, last_sequence from accounts where workspace_id = $1 for no key update`;

async function hold(ask: Ask, w: number): Promise<string> {
  const { kind, member, document, model, estimate } = sampleAction;
  const key = uniqueKey();
  const account = await ask(lockAccount, [w]);
  const used = await ask(`select key from operations where workspace_id = $1 and operation = 'hold' and key = $2`, [
    w,
    key,
  ]);
  if (used["key"] !== undefined) throw new Error("key was used");
  const lot = await ask(
    `select lot_id, available from lots where workspace_id = $1 and is_open and available >= $2
     order by expires_at nulls last limit 1`,
    [w, sampleHoldCredits],
  );
  if (lot["lot_id"] === undefined) throw new Error("insufficient credits");
  const number = `${BigInt(account["last_number"] ?? 0) + 1n}`;
  const left = `${BigInt(lot["available"] ?? 0) - sampleHoldCredits}`;
  await ask(
    `update lots set available = available - $3::bigint, held = held + $3::bigint where workspace_id = $1 and lot_id = $2`,
    [w, lot["lot_id"], sampleHoldCredits],
  );
  await ask(
    `insert into holds (workspace_id, hold_id, credits, draw_lots, draw_credits, state, placed_at, deadline)
     values ($1, $2, $3::bigint, array[$4::bigint], array[$3::bigint], 'held', now(),
       now() + $5 * interval '1 millisecond')`,
    [w, number, sampleHoldCredits, lot["lot_id"], sampleDeadlineMs],
  );
  await ask(
    `insert into actions (workspace_id, action_id, kind, member, document_path, document_title, model, estimate_low,
       estimate_high, is_demo, status, held, started_at, rate_card, nano_dollars_per_credit, prices)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, 'running', $10, now(), '2026-10-07', 1500000,
       array[100000, 100, 10, 125, 500, 0, 500, 50, 625, 2500])`,
    [w, number, kind, member, document.path, document.title, model, estimate.low, estimate.high, sampleHoldCredits],
  );
  await ask(
    `insert into transfers (workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause,
       actor, at, effective_at, balance_after, format, hash)
     values ($1, $2::bigint + 1, 'available', 'held', $3, $4, $5, 0, 'hold', 'bench', now(), now(), $6, 1,
       decode(repeat('00', 32), 'hex'))`,
    [w, account["last_sequence"], sampleHoldCredits, lot["lot_id"], number, left],
  );
  await ask(
    `insert into operations (workspace_id, operation, key, fingerprint, subjects, available, accepted_at)
     values ($1, 'hold', $2, $3, array[$4::bigint], $5, now())`,
    [w, key, createHash("sha256").update(key).digest(), number, left],
  );
  await ask(
    `update accounts set last_number = $2, last_sequence = last_sequence + 1, last_at = now(), version = version + 1
     where workspace_id = $1`,
    [w, number],
  );
  return number;
}

async function settle(ask: Ask, w: number, number: string): Promise<void> {
  const { kind, member } = sampleAction;
  const { input, output, thinking } = sampleUsage;
  const account = await ask(lockAccount, [w]);
  const held = await ask(
    `select credits, draw_lots[1] as lot_id from holds
     where workspace_id = $1 and hold_id = $2 and state = 'held' and deadline > now()`,
    [w, number],
  );
  if (held["credits"] === undefined) throw new Error("not to be settled");
  const rest = BigInt(held["credits"]) - sampleCharge;
  const lot = await ask(
    `update lots set held = held - $3::bigint, spent = spent + $4::bigint,
       spent_in_period = spent_in_period + $4::bigint, available = available + $5::bigint
     where workspace_id = $1 and lot_id = $2 returning available`,
    [w, held["lot_id"], held["credits"], sampleCharge, rest],
  );
  await ask(
    `update holds set state = 'settled', charged = $3, ended_at = now(), ended_available = $4
     where workspace_id = $1 and hold_id = $2`,
    [w, number, sampleCharge, lot["available"]],
  );
  await ask(
    `update actions set status = 'succeeded', charged = $3, ended_at = now(), tokens_input = $4,
       tokens_cache_read = 0, tokens_cache_write = 0, tokens_output = $5, tokens_thinking = $6
     where workspace_id = $1 and action_id = $2`,
    [w, number, sampleCharge, input, output, thinking],
  );
  await ask(
    `insert into transfers (workspace_id, sequence, from_account, to_account, credits, lot_id, hold_id, part, cause,
       actor, at, effective_at, balance_after, format, hash)
     values ($1, $2::bigint + 1, 'held', 'spent', $3, $4, $5, 0, 'settle', 'bench', now(), now(),
         $7::bigint - $6::bigint, 1, decode(repeat('00', 32), 'hex')),
       ($1, $2::bigint + 2, 'held', 'available', $6::bigint, $4, $5, 0, 'return', 'bench', now(), now(), $7::bigint, 1,
         decode(repeat('00', 32), 'hex'))`,
    [w, account["last_sequence"], sampleCharge, held["lot_id"], number, rest, lot["available"]],
  );
  await ask(
    `insert into usage_slots as old (workspace_id, slot, kind, member, credits, actions, tokens)
     values ($1, date_bin(interval '15 minutes', now(), timestamptz '2001-01-01'), $2, $3, $4, 1, $5)
     on conflict (workspace_id, slot, kind, member) do update set credits = old.credits + excluded.credits,
       actions = old.actions + 1, tokens = old.tokens + excluded.tokens`,
    [w, kind, member, sampleCharge, input + output],
  );
  await ask(
    `update accounts set last_sequence = last_sequence + 2, last_at = now(), version = version + 1
     where workspace_id = $1`,
    [w],
  );
}
