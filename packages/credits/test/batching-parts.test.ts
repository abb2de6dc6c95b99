import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test-servers/postgres/test-database.ts";
import { createBatcher } from "../src/batch/batcher.ts";
import { BookCache } from "../src/batch/book-cache.ts";
import { DatabaseTime } from "../src/batch/database-time.ts";
import { postgresDatabase } from "../src/database/postgres.ts";
import { type Credits, createCredits, migrateCredits, shippedCatalog, workspaceIdOf } from "../src/index.ts";
import type { Command } from "../src/operations/command.ts";
import { placeHoldCommand } from "../src/operations/place-hold.ts";
import { settleHoldCommand } from "../src/operations/settle-hold.ts";
import { sqlOf } from "../src/store/statement.ts";

const action = {
  kind: "improve",
  member: null,
  document: null,
  model: null,
  estimate: null,
  group: null,
  isDemo: false,
};
const [busy, other] = ["busy", "other"].map((name) => ({ externalId: name, workspace: workspaceIdOf(name) }));
if (!busy || !other) throw new Error("two workspaces");

describe.each([
  ["pipelined", true],
  ["statement by statement", false],
])("a batch that is larger than what is planned at once, on connections that are %s", (_name, isPipelined) => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let credits: Credits;
  const start = () => {
    const port = postgresDatabase(pool);
    const cache = new BookCache(10_000);
    return createBatcher({
      database: port,
      catalog: shippedCatalog,
      clock: {},
      sql: sqlOf("credits"),
      cache,
      time: new DatabaseTime(),
      sumEvery: 500,
    });
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 6, pipeline: isPipelined });
    pool.on("error", () => undefined);
    await migrateCredits(postgresDatabase(pool));
    credits = createCredits({ database: postgresDatabase(pool), catalog: shippedCatalog });
    for (const { externalId } of [busy, other]) {
      const { workspace } = await credits.openWorkspace({ externalId, plan: "free", actor: "t" });
      const grant = { workspace, source: "goodwill", credits: 10_000n, key: "grant", reason: "room" } as const;
      await credits.grant({ ...grant, actor: "t" });
    }
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    await pool.end();
    await database.drop();
    if (differences.length > 0) throw new Error(`verify found ${JSON.stringify(differences)}`);
  });

  const holdCommand = (workspace: string, key: string) =>
    placeHoldCommand({ workspace, key, fingerprint: key, credits: 3n, deadlineMs: 60_000, action, actor: "t" });
  const brokenCommand = (): Command<never> => ({
    ...holdCommand(busy.workspace, "broken"),
    plan: () => {
      throw new TypeError("a defect");
    },
  });
  const heldBy = async ({ workspace }: { workspace: string }): Promise<bigint> =>
    (await credits.getBalance({ workspace })).held;
  const holdsFor = (workspace: string, count: number) =>
    Array.from({ length: count }, (_, index) => holdCommand(workspace, `${index}`));
  const codeOf = (reason: unknown): unknown =>
    reason instanceof Error && "code" in reason ? reason.code : reason instanceof Error ? reason.message : reason;

  test("all of it is one transaction: one version, every hold and every end, the same key once", async () => {
    const before = await credits.getBalance({ workspace: busy.workspace });
    const batcher = start();
    const commands = [...holdsFor(busy.workspace, 600), ...holdsFor(busy.workspace, 20)];
    const held = await Promise.all(commands.map((command) => batcher.submit(command)));
    expect(new Set(held.map(({ hold }) => hold)).size).toBe(600);
    expect(held.filter(({ isReplay }) => isReplay)).toHaveLength(20);
    const after = await credits.getBalance({ workspace: busy.workspace });
    expect(after).toMatchObject({ held: 1_800n, version: before.version + 1 });
    const charge = { credits: 2n };
    const ended = await Promise.all(
      held
        .slice(0, 600)
        .map(({ hold }) => settleHoldCommand({ ...busy, hold, charge, status: "succeeded", actor: "t" }))
        .map((command) => batcher.submit(command)),
    );
    expect(ended.every(({ charged }) => charged === 2n)).toBe(true);
    expect(await credits.getBalance({ workspace: busy.workspace })).toMatchObject({ held: 0n, spent: 1_200n });
    await batcher.close();
  });

  test("R1.3 a plan that throws fails its workspace alone, and what was planned of it in the same batch is not written", async () => {
    const batcher = start();
    const commands = [holdCommand(busy.workspace, "before"), holdCommand(other.workspace, "beside"), brokenCommand()];
    const results = await Promise.allSettled(commands.map((command) => batcher.submit(command)));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
    expect([await heldBy(busy), await heldBy(other)]).toEqual([0n, 3n]);
    await batcher.close();
  });

  test("R1.3 a plan that throws after lines of its workspace were sent fails that workspace, and nothing of it is written", async () => {
    const batcher = start();
    const commands = [...holdsFor(busy.workspace, 500), brokenCommand(), ...holdsFor(other.workspace, 100)];
    const results = await Promise.allSettled(commands.map((command) => batcher.submit(command)));
    const told = (from: number, to: number): readonly unknown[] => [
      ...new Set(
        results.slice(from, to).map((result) => (result.status === "rejected" ? codeOf(result.reason) : "held")),
      ),
    ];
    expect(told(0, 501)).toEqual(["a defect"]);
    expect(told(501, 601)).toEqual(["held"]);
    expect([await heldBy(busy), await heldBy(other)]).toEqual([0n, 300n]);
    expect(await batcher.submit(holdCommand(busy.workspace, "next"))).toMatchObject({ isReplay: false });
    await batcher.close();
  });

  test("R1.3 a line of an early part that PostgreSQL refuses is found, and everything else is written", async () => {
    await database.pool.query(`create function public.refuse() returns trigger language plpgsql as
      $$ begin if new.key = '7' then raise exception using errcode = '23514'; end if; return new; end $$;
      create trigger refuse before insert on credits.operations for each row execute function public.refuse()`);
    const batcher = start();
    const results = await Promise.allSettled(holdsFor(busy.workspace, 600).map((command) => batcher.submit(command)));
    const refused = results.flatMap((result, index) =>
      result.status === "rejected" ? [[index, codeOf(result.reason)]] : [],
    );
    expect(refused).toEqual([[7, "23514"]]);
    expect(await heldBy(busy)).toBe(599n * 3n);
    await batcher.close();
  });
});
