import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planByKey, type SqlValue } from "../src/database/port.ts";
import { type ActionFilter, type Credits, createCredits, shippedCatalog } from "../src/index.ts";
import { type LogPage, selectActions, selectNumberAt } from "../src/store/action-log.ts";
import { sqlOf } from "../src/store/statement.ts";
import { openPostgresEngineDatabase, type PostgresEngineDatabase } from "./databases/engine-database.ts";
import { openTestWorkspace, type TestWorkspace } from "./histories/test-workspace.ts";

/** One action a minute; every tenth is Bob's, every hundredth failed, the last of each ten thousand are a group. */
const actions = 30_000;
const firstAt = Date.UTC(2026, 0, 1);
const at = (number: number) => new Date(firstAt + number * 60_000);

describe("the log of a long life", () => {
  let database: PostgresEngineDatabase;
  let credits: Credits;
  let w: TestWorkspace & { externalId: string };
  let workspace: bigint;
  beforeAll(async () => {
    database = await openPostgresEngineDatabase();
    credits = createCredits({ database: database.port, catalog: shippedCatalog });
    w = await openTestWorkspace(credits);
    const asked = "select workspace_id::text as number from credits.accounts where external_id = $1";
    const { rows } = await database.pool.query<{ number: string }>(asked, [w.externalId]);
    workspace = BigInt(rows[0]?.number ?? 0);
    // Numbers have gaps, where lots were made.
    await database.pool.query(`
      insert into credits.actions (workspace_id, action_id, kind, member, document_path, document_title, group_id,
        is_demo, status, held, charged, started_at, ended_at)
      select ${workspace}, number * 3, case number % 4 when 0 then 'page' else 'improve' end,
        case number % 10 when 0 then 'bob' else 'ada' end, 'page-' || number % 500 || '.md', '',
        case when number % 10000 > 9000 then 'site-' || number / 10000 end, false,
        case number % 100 when 0 then 'failed' else 'succeeded' end, 1, case number % 100 when 0 then 0 else 1 end,
        timestamptz '2026-01-01T00:00:00Z' + number * interval '1 minute',
        timestamptz '2026-01-01T00:00:00Z' + number * interval '1 minute'
      from generate_series(1, ${actions}) as number`);
    await database.pool.query(`
      insert into credits.holds (workspace_id, hold_id, credits, draw_lots, draw_credits, state, placed_at, deadline,
        charged, ended_at, ended_available)
      select workspace_id, action_id, held, '{1}', '{1}', case status when 'failed' then 'released' else 'settled' end,
        started_at, started_at + interval '1 minute', charged, ended_at, 50 from credits.actions`);
    await database.pool.query("update credits.accounts set last_number = $1", [actions * 3]);
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });

  const list = (filter: ActionFilter, more: { limit?: number; cursor?: string } = {}) =>
    credits.listActions({ workspace: w.id, filter, ...more });

  /** Rows of actions that a statement looked at, also those that it left out. */
  async function rowsRead({ text, values }: { text: string; values: readonly SqlValue[] }): Promise<number> {
    const client = await database.pool.connect();
    try {
      await client.query(`begin; ${planByKey}`);
      const { rows } = await client.query({ text: `explain (analyze, format json) ${text}`, values: [...values] });
      await client.query("rollback");
      return sumRows(rows[0]?.["QUERY PLAN"][0].Plan);
    } finally {
      client.release();
    }
  }

  type Plan = {
    "Relation Name"?: string;
    "Actual Rows": number;
    "Actual Loops": number;
    "Rows Removed by Filter"?: number;
    Plans?: readonly Plan[];
  };
  function sumRows(plan: Plan): number {
    const own = plan["Actual Rows"] * plan["Actual Loops"] + (plan["Rows Removed by Filter"] ?? 0);
    const below = (plan.Plans ?? []).reduce((sum, one) => sum + sumRows(one), 0);
    return below + (plan["Relation Name"] === "actions" ? own : 0);
  }

  const everything: LogPage = {
    workspace: 0n,
    databaseNow: new Date(),
    before: null,
    from: null,
    limit: 51,
    kind: null,
    member: null,
    outcome: null,
    document: null,
    group: null,
    search: null,
  };
  const sql = sqlOf("credits");
  const pageOf = (page: Partial<LogPage>) => selectActions(sql, { ...everything, workspace, ...page }).statement;

  test("a date is found by its number, at any depth, in as many steps as the number has bits", async () => {
    for (const number of [0, 1, 2, 777, 15_000, actions - 1, actions]) {
      const { statement } = selectNumberAt(sql, { workspace, at: at(number) });
      expect(await rowsRead(statement)).toBeLessThan(20);
      const { items } = await list({ from: at(number) }, { limit: 1_000 });
      const oldest = items.at(-1)?.startedAt.getTime();
      expect(oldest).toBe(Math.max(at(number).getTime(), at(actions - 999).getTime()));
      const newest = (await list({ to: at(number) }, { limit: 1 })).items[0];
      expect(newest?.startedAt ?? null).toEqual(number > 1 ? at(number - 1) : null);
    }
    expect((await list({ from: at(actions + 1) })).items).toEqual([]);
    expect((await list({ from: new Date(at(500).getTime() + 1), to: at(501) })).items).toEqual([]);
  });

  test("a page of days long ago reads no more than the page", async () => {
    const [from, before] = [at(500), at(600)];
    const numbers = { from: 1_500n, before: 1_800n };
    expect(await rowsRead(pageOf(numbers))).toBeLessThanOrEqual(51);
    const first = await list({ from, to: before }, { limit: 60 });
    const second = await list({ from, to: before }, { limit: 60, cursor: first.nextCursor ?? "" });
    const times = [...first.items, ...second.items].map(({ startedAt }) => startedAt.getTime());
    expect(times).toEqual(Array.from({ length: 100 }, (_, index) => at(599 - index).getTime()));
    expect(second.nextCursor).toBeNull();
  });

  test("a group is found by its name, however long ago it ran", async () => {
    expect(await rowsRead(pageOf({ group: "site-0" }))).toBeLessThanOrEqual(51);
    const { items } = await list({ group: "site-0" }, { limit: 1_000 });
    expect(items).toHaveLength(999);
    expect(items[0]).toMatchObject({ group: "site-0", startedAt: at(9_999) });
  });

  test.each<[ActionFilter, number]>([
    [{ kind: "page" }, 7_500],
    [{ member: "bob" }, 3_000],
    [{ outcome: "failed" }, 300],
    [{ document: "page-7.md" }, 60],
    [{ member: "bob", outcome: "failed", from: at(10_000), to: at(20_000) }, 100],
    [{ group: "site-1", kind: "page", member: "ada" }, 200],
  ])("%j shows each action that it is about once, newest first", async (filter, expected) => {
    const found: Date[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(filter, { limit: 1_000, ...(cursor === "" ? {} : { cursor }) });
      found.push(...page.items.map(({ startedAt }) => startedAt));
      cursor = page.nextCursor;
    }
    expect(found).toHaveLength(expected);
    expect(new Set(found.map((one) => one.getTime())).size).toBe(expected);
    expect(found).toEqual(found.toSorted((a, b) => b.getTime() - a.getTime()));
  });

  test("what one member did and what was done to one page is found by an index", async () => {
    expect(await rowsRead(pageOf({ document: "page-7.md" }))).toBeLessThanOrEqual(60);
    await database.pool.query("update credits.actions set member = 'eve' where action_id in (30, 60, 90)");
    expect(await rowsRead(pageOf({ member: "eve" }))).toBeLessThanOrEqual(51);
    const { items } = await list({ member: "eve" });
    expect(items.map(({ member }) => member)).toEqual(["eve", "eve", "eve"]);
    await database.pool.query("update credits.actions set member = 'bob' where member = 'eve'");
  });

  test("a page that few rows fit looks no further than its reach, and the next goes on from there", async () => {
    const all: string[] = [];
    let pages = 0;
    for (let cursor: string | null = ""; cursor !== null; pages += 1) {
      const page = await list({ search: { text: "PAGE-7.md" } }, { limit: 50, ...(cursor === "" ? {} : { cursor }) });
      all.push(...page.items.map(({ document }) => document?.path ?? ""));
      cursor = page.nextCursor;
    }
    expect(all).toEqual(Array.from({ length: 60 }, () => "page-7.md"));
    // 3,000 rows of the 30,000 each, and one that sees that nothing is left.
    expect(pages).toBe(11);
    expect(await list({ search: { text: "nothing of the kind" }, from: at(29_000) })).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test("a search finds kinds, whole ids of requests, and the members that its asker names", async () => {
    const count = async (text: string, members: string[] = []) =>
      (await list({ search: { text, members }, from: at(29_901) }, { limit: 1_000 })).items.length;
    expect(await count("Improv")).toBe(75);
    expect(await count("nobody's", ["bob"])).toBe(10);
    await database.pool.query("update credits.actions set request_id = 'req_77' where action_id = $1", [actions * 3]);
    expect([await count("req_77"), await count("req_7")]).toEqual([1, 0]);
    expect(await count("%")).toBe(0);
  });

  test("P24 a foreign cursor and a filter that can not be are refused by name", async () => {
    const other = await openTestWorkspace(credits);
    const { action } = await other.hold(1n);
    const refused = (what: string) => ({ code: "invalid-argument", details: { what } });
    await expect(list({}, { cursor: action })).rejects.toMatchObject(refused("cursor"));
    await expect(list({ document: "" })).rejects.toMatchObject(refused("filter.document"));
    await expect(list({ search: { text: "" } })).rejects.toMatchObject(refused("filter.search.text"));
    await expect(list({ group: "a\0b" })).rejects.toMatchObject(refused("filter.group"));
    await expect(list({ from: new Date(Number.NaN) })).rejects.toMatchObject(refused("filter.from"));
    await expect(list({}, { limit: 1_001 })).rejects.toMatchObject(refused("limit"));
  });
});
