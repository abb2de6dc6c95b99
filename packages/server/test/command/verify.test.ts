import type { Credits } from "@dokly/credits";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { migrateAll, openTestEngine } from "../test-engine.ts";
import { runLine } from "./run-line.ts";

let database: TestDatabase;
let credits: Credits;
beforeAll(async () => {
  database = await createTestDatabase({ template: "server", migrate: migrateAll });
  credits = openTestEngine(database.pool);
  // The last line of defence refuses much of this damage: here it comes from somebody who has removed that, too.
  await database.pool.query(`do $$ declare named record; begin
    for named in select conrelid::regclass as of, conname from pg_constraint
      where contype = 'c' and connamespace = 'credits'::regnamespace loop
      execute format('alter table %s drop constraint %I', named.of, named.conname); end loop; end $$`);
  await database.pool.query("grant update, delete on credits.transfers to current_user");
});
afterAll(async () => {
  await credits.close();
  await database.drop();
});

const verify = (...line: readonly string[]) =>
  runLine(["verify", ...line], { environment: { DATABASE_URL: database.url } });

let opened = 0;
/** Seven lines: two grants (lots 1 and 2), a hold of 5 that was charged 3 and refunded 1, and one of 4 that runs. */
async function openLedger(): Promise<{ id: string; number: string }> {
  opened += 1;
  const externalId = `damaged ${opened}`;
  const { workspace } = await credits.openWorkspace({ externalId, plan: "free", actor: "test" });
  const actor = "test";
  await credits.grant({ workspace, source: "goodwill", credits: 7n, key: "g", reason: "sorry", actor });
  const action = { kind: "improve", member: "ada", document: null, estimate: null, model: null, group: null };
  const hold = { workspace, fingerprint: "f", deadlineMs: 600_000, actor, action: { ...action, isDemo: false } };
  const first = await credits.placeHold({ ...hold, key: "first", credits: 5n });
  const end = { workspace, hold: first.hold, charge: { credits: 3n }, status: "succeeded", actor } as const;
  await credits.settleHold(end);
  await credits.refund({ workspace, action: first.action, credits: 1n, reason: "wrong tone", actor, key: "r" });
  await credits.placeHold({ ...hold, key: "second", credits: 4n });
  const { rows } = await database.pool.query<{ number: string }>(
    "select workspace_id::text as number from credits.accounts where external_id = $1",
    [externalId],
  );
  return { id: workspace, number: rows[0]?.number ?? "" };
}
const hash = expect.stringMatching(/^[0-9a-f]{64}$/);

/** What a slot of one action says where its credits are these. */
function sums(...credits: readonly number[]): [string, string] {
  const [expected = "", found = ""] = credits.map((sum) => `${sum} credits, 1 actions, 0 tokens`);
  return [expected, found];
}

const damages: readonly {
  readonly what: string;
  readonly sql: string;
  /** Table, row, column, what it should be, and what it is. */
  readonly place: readonly [string, unknown, string | null, unknown, unknown];
}[] = [
  {
    what: "a changed amount",
    sql: "update credits.transfers set credits = credits + 1 where workspace_id = $w and sequence = 3",
    place: ["transfers", "3", "hash", hash, hash],
  },
  {
    what: "a missing transfer",
    sql: "delete from credits.transfers where workspace_id = $w and sequence = 3",
    place: ["transfers", "3", "sequence", "3", "4"],
  },
  {
    what: "an extra transfer",
    sql: `insert into credits.transfers select workspace_id, 8, from_account, to_account, credits, lot_id, null, part,
            cause, actor, reason, at, effective_at, balance_after, format, hash
          from credits.transfers where workspace_id = $w and sequence = 7`,
    place: ["transfers", "8", "hash", hash, hash],
  },
  {
    what: "a broken sequence",
    sql: "update credits.transfers set sequence = 99 where workspace_id = $w and sequence = 7",
    place: ["transfers", "7", "sequence", "7", "99"],
  },
  {
    what: "a broken hash",
    sql: "update credits.transfers set hash = sha256('x') where workspace_id = $w and sequence = 6",
    place: ["transfers", "6", "hash", hash, hash],
  },
  {
    what: "a negative lot",
    sql: "update credits.lots set available = -1, spent = spent + available + 1 where workspace_id = $w and lot_id = 2",
    place: ["lots", "2", "available", "7", "-1"],
  },
  {
    what: "a missing lot",
    sql: "delete from credits.lots where workspace_id = $w and lot_id = 2",
    place: ["lots", "2", null, "a row", "none"],
  },
  {
    what: "a leaked hold, whose credits stay held",
    sql: `update credits.holds set state = 'released', ended_at = placed_at, ended_available = 0
          where workspace_id = $w and hold_id = 4`,
    place: ["holds", "4", "returned", "0", "4"],
  },
  {
    what: "a missing hold",
    sql: "delete from credits.holds where workspace_id = $w and hold_id = 3",
    place: ["actions", "3", null, "a row of its hold", "none"],
  },
  {
    what: "another charge",
    sql: "update credits.actions set charged = charged - 1 where workspace_id = $w and action_id = 3",
    place: ["actions", "3", "charged", "3", "2"],
  },
  {
    what: "a wrong sum of a quarter of an hour",
    sql: "update credits.usage_slots set credits = credits + 1 where workspace_id = $w",
    place: ["usage_slots", expect.stringMatching(/ improve ada$/), null, ...sums(2, 3)],
  },
  {
    what: "a missing sum of a quarter of an hour",
    sql: "delete from credits.usage_slots where workspace_id = $w",
    place: ["usage_slots", expect.stringMatching(/ improve ada$/), null, sums(2)[0], "none"],
  },
  {
    what: "a wrong sum of a day",
    sql: `insert into credits.usage_days select $w, '2026-01-01T00:00:00Z', 'improve', array_fill(1::bigint, '{96}'),
            array_fill(1::bigint, '{96}')`,
    place: [
      "usage_days",
      expect.stringMatching(/^2026-01-01\S+ improve$/),
      null,
      expect.any(String),
      expect.any(String),
    ],
  },
  {
    what: "a grant whose key is forgotten",
    sql: "delete from credits.operations where workspace_id = $w and operation = 'grant'",
    place: ["operations", "grant of lot 2", null, "a row", "none"],
  },
  {
    what: "a refund whose key is forgotten",
    sql: "delete from credits.operations where workspace_id = $w and operation = 'refund'",
    place: ["operations", "refund of action 3", null, "a row", "none"],
  },
  {
    what: "a running hold whose key is forgotten",
    sql: "delete from credits.operations where workspace_id = $w and operation = 'hold' and key = 'second'",
    place: ["operations", "hold of hold 4", null, "a row", "none"],
  },
  {
    what: "a wrong counter of the account",
    sql: "update credits.accounts set last_sequence = 6 where workspace_id = $w",
    place: ["accounts", "", "last_sequence", "7", "6"],
  },
];

test.each(damages)(
  "$what ends with 1 and is named with its workspace, table, row, what it should be and is",
  async ({ sql, place }) => {
    const w = await openLedger();
    expect(await verify("--workspace", w.id)).toMatchObject({ code: 0, errors: "" });
    expect((await database.pool.query(sql.replaceAll("$w", w.number))).rowCount).toBe(1);
    const { code, out, errors } = await verify("--workspace", w.id, "--json");
    expect({ code, errors }).toEqual({ code: 1, errors: "" });
    const { ok, differences } = JSON.parse(out);
    expect(ok).toBe(false);
    const [table, row, column, expected, found] = place;
    expect(differences[0]).toEqual({ workspace: w.id, table, row, column, expected, found });
  },
);

test("all workspaces are looked at, and a table for people names those that are bad", async () => {
  const { id, number } = await openLedger();
  await database.pool.query(`update credits.lots set spent = spent + 1 where workspace_id = ${number} and lot_id = 1`);
  const { code, out } = await verify();
  expect(code).toBe(1);
  const lines = out.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^workspace +table +row +column +expected +found$/);
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${id} +lots +1 +spent +2 +3$`)));
  expect(lines.at(-1)).toMatch(
    /^Looked at \d+ transfers, \d+ lots and \d+ holds of \d+ workspaces: \d+ differences\.$/,
  );
});

test("one that is not there, one that is none, and an option that is near to one, are told", async () => {
  const unknown = await verify("--workspace", "ws_0000000000000");
  expect(unknown).toMatchObject({ code: 4, out: "", errors: expect.stringContaining("There is no workspace") });
  const misspelt = await verify("--worksapce", "ws_1", "--json");
  expect(misspelt).toMatchObject({ code: 2, errors: "There is no option --worksapce. Did you mean --workspace?\n" });
  expect(JSON.parse(misspelt.out)).toEqual({ error: { code: "usage", message: misspelt.errors.trim() } });
  expect(await verify("--workspace")).toMatchObject({ code: 2 });
  expect(await verify("all")).toMatchObject({ code: 2, errors: expect.stringContaining('"all" is too much') });
  expect(await runLine(["verfy"], { environment: {} })).toMatchObject({
    code: 2,
    errors: 'There is no command "verfy"; "verify" is near.\n',
  });
});

test("a database that is away, and one of a newer Dokly, are told with 3, and never a password", async () => {
  const away = { DATABASE_URL: "postgres://someone:hidden@127.0.0.1:1/none" };
  const unreachable = await runLine(["verify"], { environment: away });
  expect(unreachable).toMatchObject({ code: 3, out: "", errors: expect.stringContaining("can not be reached") });
  expect(unreachable.errors).not.toContain("hidden");
  const nowhere = await runLine(["verify"], { environment: { DOKLY_DATA: "/nonexistent" } });
  expect(nowhere).toMatchObject({ code: 3, errors: expect.stringContaining("No PostgreSQL is in /nonexistent") });
});
