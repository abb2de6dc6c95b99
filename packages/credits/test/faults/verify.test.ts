import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Credits, createCredits, shippedCatalog } from "../../src/index.ts";
import { type EngineDatabase, openEngineDatabase } from "../databases/engine-database.ts";
import { databaseKind, titles } from "../databases/kinds.ts";
import { openTestWorkspace } from "../histories/test-workspace.ts";
import { auditLedger } from "../model/ledger-audit.ts";

/** What somebody with the owner's rights could do to workspace `$w` behind the engine's back. */
const TAMPERINGS = [
  {
    what: "a changed line",
    sql: "update credits.transfers set credits = credits + 1 where workspace_id = $w and sequence = 3",
  },
  { what: "a missing line", sql: "delete from credits.transfers where workspace_id = $w and sequence = 3" },
  { what: "the last line missing", sql: "delete from credits.transfers where workspace_id = $w and sequence = 10" },
  {
    what: "a lot's figures",
    sql: "update credits.lots set available = available - 1, spent = spent + 1 where workspace_id = $w",
  },
  {
    what: "a larger grant",
    sql: "update credits.lots set granted = granted + 9, available = available + 9 where workspace_id = $w",
  },
  {
    what: "another charge",
    sql: "update credits.holds set charged = charged - 1 where workspace_id = $w and charged > 0",
  },
  {
    what: "a hold held again",
    sql: "update credits.holds set state = 'held', charged = 0, ended_at = null, ended_available = null where workspace_id = $w and hold_id = (select min(hold_id) from credits.holds where workspace_id = $w)",
  },
  {
    what: "a chart that shows less",
    sql: "update credits.usage_slots set credits = credits - 1 where workspace_id = $w",
  },
  {
    what: "an action that shows less",
    sql: "update credits.actions set charged = charged - 1 where workspace_id = $w and charged > 0",
  },
];
/** Only the hash chain shows these: no sum depends on them. */
const SILENT = [
  { what: "another actor", sql: "update credits.transfers set actor = 'x' where workspace_id = $w and sequence = 3" },
  {
    what: "another time",
    sql: "update credits.transfers set effective_at = effective_at + interval '1 ms' where workspace_id = $w and sequence = 3",
  },
];

describe(`a ledger that was tampered with, on ${titles[databaseKind]}`, () => {
  let database: EngineDatabase;
  let credits: Credits;
  let workspace: { id: string; number: string };
  beforeAll(async () => {
    database = await openEngineDatabase();
    credits = createCredits({ database: database.port, catalog: shippedCatalog });
  });
  beforeEach(async () => {
    const w = await openTestWorkspace(credits);
    for (let count = 0; count < 3; count += 1) await w.settle((await w.hold(3n)).hold, 2n);
    const [row] = await database.query<{ number: bigint }>(
      "select workspace_id as number from credits.accounts where external_id = $1",
      [w.externalId],
    );
    workspace = { id: w.id, number: String(row?.number) };
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });
  const tamper = async (sql: string) => {
    await database.script("grant update, delete on credits.transfers to current_user");
    const changed = await database.query(`${sql.replaceAll("$w", workspace.number)} returning 1`);
    await database.script("revoke update, delete on credits.transfers from current_user");
    expect(changed.length).toBeGreaterThan(0);
  };
  const auditOne = () => auditLedger((text) => database.query(text), workspace.number);

  test.each(TAMPERINGS)("the sums of the lines show $what", async ({ sql }) => {
    expect(await auditOne()).toEqual([]);
    await tamper(sql);
    expect((await auditOne()).length).toBeGreaterThan(0);
  });

  test.each([...TAMPERINGS, ...SILENT])("P20 P19 R8.3 verify shows $what", async ({ sql }) => {
    expect((await credits.verify({ workspace: workspace.id })).differences).toEqual([]);
    await tamper(sql);
    const { differences } = await credits.verify({ workspace: workspace.id });
    expect(differences.length).toBeGreaterThan(0);
    if (!sql.includes("sequence = 3")) return;
    expect(JSON.stringify(differences, (_, value) => (typeof value === "bigint" ? Number(value) : value))).toMatch(
      /\b3\b/,
    );
  });
});
