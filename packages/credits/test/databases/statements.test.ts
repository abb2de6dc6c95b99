import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCredits, shippedCatalog } from "../../src/index.ts";
import { openTestWorkspace } from "../histories/test-workspace.ts";
import { type EngineDatabase, openEngineDatabase } from "./engine-database.ts";
import { databaseKind, titles } from "./kinds.ts";
import { namesItsWorkspace, overWorkspaces, watchDatabase } from "./watch-database.ts";

const limits = { lockMs: 1_000, statementMs: 5_000, idleMs: 1_000 };

/** Every suite that opens its database by `openEngineDatabase` is watched; here the watch itself is tried. */
describe(`R8.2 every statement names its workspace, on ${titles[databaseKind]}`, () => {
  let database: EngineDatabase;
  beforeAll(async () => {
    database = await openEngineDatabase();
  });
  afterAll(() => database.drop());
  const watch = () => watchDatabase(database.unwatched, { isPartitioned: databaseKind === "partitioned" });

  test("one hold and its end ask for nothing that does not name the workspace, and touch no other's partition", async () => {
    const watched = watch();
    const credits = createCredits({ database: watched.database, catalog: shippedCatalog });
    const w = await openTestWorkspace(credits);
    await w.settle((await w.hold(5n)).hold, 3n);
    await credits.expireHolds();
    await credits.verify();
    await credits.close();
    expect(watched.statements.size).toBeGreaterThan(10);
    expect(() => watched.check()).not.toThrow();
  });

  test.each([
    "select * from credits.lots",
    "select * from credits.lots where lot_id = $1",
    "select workspace_id from credits.accounts where version > 3",
    "update credits.holds set state = 'settled' where hold_id = any($1::bigint[])",
    "delete from credits.operations where accepted_at < $1",
    "insert into credits.lots (lot_id, workspace_id) values ($1, $2)",
    `with written_0 as (insert into credits.lots (workspace_id, lot_id) values ($1, $2)),
      written_1 as (update credits.holds set state = 'settled' where hold_id = $3) select`,
  ])("the watch hears: %s", (text) => {
    expect(namesItsWorkspace(text)).toBe(false);
  });

  test("the watch hears a statement over workspaces in a transaction that writes", async () => {
    const watched = watch();
    const [name = ""] = overWorkspaces;
    const statement = { name: `credits.${name}`, text: "select 1", values: [] };
    await watched.database.run([statement]);
    expect(() => watched.check()).not.toThrow();
    await watched.database.transaction(limits, (session) => session.run([statement]));
    expect(() => watched.check()).toThrow(`${name} reads over workspaces in a transaction that writes`);
  });
});
