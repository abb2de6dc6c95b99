import { afterAll, beforeAll, expect, test } from "vitest";
import { workspaceNumberOf } from "../../src/domain/workspace-id.ts";
import { createCredits, shippedCatalog } from "../../src/index.ts";
import { openTestWorkspace } from "../histories/test-workspace.ts";
import { openPostgresEngineDatabase, type PostgresEngineDatabase } from "./engine-database.ts";
import { watchDatabase } from "./watch-database.ts";

const limits = { lockMs: 1_000, statementMs: 5_000, idleMs: 1_000 };
/** Enough that none of the partitions is without one. */
const WORKSPACES = 24;

let database: PostgresEngineDatabase;
beforeAll(async () => {
  database = await openPostgresEngineDatabase("partitioned");
});
afterAll(() => database.drop());

test("where tables are spread, each transaction is of one workspace, and touches the partitions of that one only", async () => {
  const watched = watchDatabase(database.unwatched, { isPartitioned: true });
  const workspacesOf: number[] = [];
  const counting: typeof watched.database = {
    ...watched.database,
    transaction: (given, work) =>
      watched.database.transaction(given, async (session) => {
        const named = new Set<string>();
        const result = await work({
          ...session,
          run: (statements, options) => {
            for (const { values } of statements) {
              for (const [number] of String(values[0]).matchAll(/\b\d{14,19}\b/g)) named.add(number);
            }
            return session.run(statements, options);
          },
        });
        workspacesOf.push(named.size);
        return result;
      }),
  };
  const credits = createCredits({ database: counting, catalog: shippedCatalog });
  const opened = await Promise.all(Array.from({ length: WORKSPACES }, () => openTestWorkspace(credits)));
  const holds = await Promise.all(opened.map((w) => w.hold(5n)));
  await Promise.all(opened.map((w, index) => w.settle(holds[index]?.hold ?? "", 2n)));
  await credits.close();
  expect(new Set(workspacesOf)).toEqual(new Set([1]));
  expect(() => watched.check()).not.toThrow();
  const { rows } = await database.pool.query<{ partitions: bigint }>(
    "select count(distinct tableoid) as partitions from credits.transfers",
  );
  expect(rows).toEqual([{ partitions: 4n }]);
});

test.each([
  ["reads rows", "select 1 from credits.lots where lot_id > 0 and $1::bigint > 0"],
  ["searches", "select 1 from credits.holds where hold_id = 999 and $1::bigint > 0"],
  ["writes", "update credits.usage_slots set credits = credits where $1::bigint > 0"],
])("the watch hears a transaction that %s in the partitions of others", async (what, text) => {
  const watched = watchDatabase(database.unwatched, { isPartitioned: true });
  const workspace = workspaceNumberOf("one");
  await watched.database.transaction(limits, (session) =>
    session.run([{ name: `planted.${what}`, text, values: [workspace] }]),
  );
  expect(() => watched.check()).toThrow(`was touched and holds no workspace of planted.${what}`);
});
