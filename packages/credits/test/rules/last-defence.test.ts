import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type Credits, createCredits, migrateCredits, shippedCatalog } from "../../src/index.ts";
import { openTestWorkspace, plainAction } from "../histories/test-workspace.ts";

const CHECK = "23514";
const UNIQUE = "23505";

/** What a mistake in the code above could try to write into workspace `$w`; `$v` is another one. */
const attempts: readonly { readonly what: string; readonly sql: string; readonly code: string }[] = [
  { what: "a lot whose parts do not add up", sql: "update lots set spent = spent + 1 where $here", code: CHECK },
  {
    what: "a lot with less than nothing available",
    sql: "update lots set available = -1, expired = expired + available + 1 where $here",
    code: CHECK,
  },
  {
    what: "a lot with less than nothing held",
    sql: "update lots set held = -1, expired = expired + held + 1 where $here",
    code: CHECK,
  },
  {
    what: "a lot with less than nothing spent",
    sql: "update lots set spent = -1, spent_in_period = 0, expired = expired + spent + 1 where $here",
    code: CHECK,
  },
  {
    what: "a dead lot with credits",
    sql: "update lots set expired_at = clock_timestamp() where $here and available > 0",
    code: CHECK,
  },
  {
    what: "more spent in the period than spent",
    sql: "update lots set spent_in_period = spent + 1 where $here",
    code: CHECK,
  },
  {
    what: "more reversed than is due",
    sql: "update lots set reversed = 1, available = available - 1 where $here and available > 0",
    code: CHECK,
  },
  { what: "more due than was granted", sql: "update lots set reversal_due = granted + 1 where $here", code: CHECK },
  {
    what: "one entitlement granted twice",
    sql: "$copy lots ('lot_id', lot_id + 1000) where $here and source = 'monthly'",
    code: UNIQUE,
  },
  {
    what: "a charge above its hold",
    sql: "update holds set charged = credits + 1 where $here and state = 'settled'",
    code: CHECK,
  },
  {
    what: "a charge of a released hold",
    sql: "update holds set charged = 1 where $here and state = 'released'",
    code: CHECK,
  },
  {
    what: "a running hold with an end",
    sql: "update holds set ended_at = clock_timestamp() where $here and state = 'held'",
    code: CHECK,
  },
  {
    what: "an ended hold without one",
    sql: "update holds set ended_at = null where $here and state <> 'held'",
    code: CHECK,
  },
  {
    what: "a deadline before the hold",
    sql: "update holds set deadline = placed_at where $here",
    code: CHECK,
  },
  {
    what: "draws without amounts",
    sql: "update holds set draw_credits = '{}' where $here and credits > 0",
    code: CHECK,
  },
  {
    what: "an action charged above its hold",
    sql: "update actions set charged = held + 1 where $here and status = 'succeeded'",
    code: CHECK,
  },
  {
    what: "a charge of a failed action",
    sql: "update actions set charged = 1 where $here and status = 'failed'",
    code: CHECK,
  },
  {
    what: "refunds above the charge",
    sql: "update actions set refunded = charged + 1, refund_lines = 1 where $here",
    code: CHECK,
  },
  {
    what: "a running action that has ended",
    sql: "update actions set status = 'running' where $here and ended_at is not null",
    code: CHECK,
  },
  {
    what: "two lines of one number",
    sql: "$copy transfers ('balance_after', 0) where $here and hold_id is null",
    code: UNIQUE,
  },
  {
    what: "a second end of a hold in the ledger",
    sql: "$copy transfers ('sequence', sequence + 1000) where $here and cause = 'release'",
    code: UNIQUE,
  },
  {
    what: "a balance below zero",
    sql: "$copy transfers ('sequence', sequence + 1000, 'balance_after', -1) where $here and hold_id is null",
    code: CHECK,
  },
  {
    what: "a line that moves nothing",
    sql: "$copy transfers ('sequence', sequence + 1000, 'credits', 0) where $here and hold_id is null",
    code: CHECK,
  },
  {
    what: "a line from an account to itself",
    sql: "$copy transfers ('sequence', sequence + 1000, 'to_account', from_account) where $here and hold_id is null",
    code: CHECK,
  },
  {
    what: "credits held on a key of the workspace's own",
    sql: "update actions set own_key = 'k', nano_dollars_held = 0 where $here and held > 0",
    code: CHECK,
  },
  { what: "one key twice", sql: "$copy operations ('available', 0) where $here", code: UNIQUE },
  { what: "a day that costs less than nothing", sql: "update usage_slots set credits = -1 where $here", code: CHECK },
  {
    what: "sums of a day of which one is less than nothing",
    sql: `insert into usage_days select workspace_id, '2027-01-15T00:00:00Z', 'render', array_fill(-1, array[96]),
      array_fill(1, array[96]) from accounts where $here`,
    code: CHECK,
  },
  {
    what: "sums of more slots than a day has",
    sql: `insert into usage_days select workspace_id, '2027-01-15T00:00:00Z', 'render', array_fill(1, array[97]),
      array_fill(1, array[96]) from accounts where $here`,
    code: CHECK,
  },
  {
    what: "a limit that has less than nothing used",
    sql: "update limit_counters set used = -1 where $here",
    code: CHECK,
  },
  {
    what: "a limit that has less than nothing reserved",
    sql: "update limit_counters set reserved = -1 where $here",
    code: CHECK,
  },
  {
    what: "a period that ends before it begins",
    sql: "update accounts set period_end = period_start where $here",
    code: CHECK,
  },
  { what: "an entitlement below zero", sql: "update accounts set entitlement = -1 where $here", code: CHECK },
];

describe("the last line of defence: the database itself refuses", () => {
  let database: TestDatabase;
  let credits: Credits;
  let number: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateCredits(postgresDatabase(database.pool));
    credits = createCredits({ database: postgresDatabase(database.pool), catalog: shippedCatalog });
    const w = await openTestWorkspace(credits);
    const limit = { workspace: w.id, member: "ada", kind: null, credits: 40n, key: "limit", actor: "test" };
    await credits.setLimit(limit);
    await w.settle((await w.hold(9n, { action: { ...plainAction, member: "ada" } })).hold, 5n);
    await w.release((await w.hold(9n)).hold);
    await w.hold(9n);
    const { rows } = await database.pool.query<{ workspace_id: bigint }>(
      "select workspace_id from credits.accounts where external_id = $1",
      [w.externalId],
    );
    number = String(rows[0]?.workspace_id);
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });

  /** `$copy table (column, value, …)` inserts the rows once more, changed so; columns that are computed stay out. */
  const prepare = async (sql: string): Promise<string> => {
    const where = sql.replace("$here", `workspace_id = ${number}`);
    const [, table = "", changed = "", rest = ""] = /^\$copy (\w+) \((.*?)\) where (.*)$/s.exec(where) ?? [];
    if (table === "") return where;
    const { rows } = await database.pool.query<{ column_name: string }>(
      `select column_name from information_schema.columns
       where table_schema = 'credits' and table_name = $1 and is_generated = 'NEVER'`,
      [table],
    );
    const columns = rows.map(({ column_name: column }) => column);
    const copied = columns.map(
      (column) => `(jsonb_populate_record(${table}, jsonb_build_object(${changed}))).${column}`,
    );
    return `insert into ${table} (${columns.join()}) select ${copied.join()} from ${table} where ${rest}`;
  };

  test.each(attempts)("P3 P7 P13 P16 $what", async ({ sql, code }) => {
    const client = await database.pool.connect();
    try {
      await client.query("begin; set local search_path to credits");
      await expect(client.query(await prepare(sql))).rejects.toMatchObject({ code });
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  test("R8.1 a name whose number another name has is refused, and opens nothing", async () => {
    const [first, second] = [`first ${randomUUID()}`, `second ${randomUUID()}`];
    const w = await openTestWorkspace(credits, { externalId: second });
    await database.pool.query("update credits.accounts set external_id = $1 where external_id = $2", [first, second]);
    const another = createCredits({ database: postgresDatabase(database.pool), catalog: shippedCatalog });
    const opening = another.openWorkspace({ externalId: second, plan: "pro", actor: "test" });
    await expect(opening).rejects.toMatchObject({ code: "workspace-collision", details: { externalId: second } });
    await another.close();
    expect(await w.balance()).toMatchObject({ plan: "free" });
  });
});
