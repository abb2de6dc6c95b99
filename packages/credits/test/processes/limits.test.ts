import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type Credits, createCredits, migrateCredits, shippedCatalog } from "../../src/index.ts";
import { openTestWorkspace } from "../histories/test-workspace.ts";
import { auditLedger } from "../model/ledger-audit.ts";
import { startWorker } from "./workers.ts";

const PROCESSES = 3;
const HOLDS_EACH = 25;

describe("several processes on one database", () => {
  let database: TestDatabase;
  let credits: Credits;
  beforeAll(async () => {
    database = await createTestDatabase();
    const port = postgresDatabase(database.pool);
    await migrateCredits(port);
    credits = createCredits({ database: port, catalog: shippedCatalog });
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });

  /** All processes start together, each with 25 holds at once, on a bucket of 500. */
  const rush = async (amount: number) => {
    const w = await openTestWorkspace(credits, { plan: "starter" });
    const workers = await Promise.all(
      Array.from({ length: PROCESSES }, (_, index) =>
        startWorker({
          kind: "holds",
          url: database.url,
          name: `process ${index}`,
          isPipelined: index % 2 === 1,
          workspace: w.id,
          holds: HOLDS_EACH,
          credits: amount,
        }),
      ),
    );
    try {
      const answers = workers.map((worker) => worker.codes());
      for (const worker of workers) worker.go();
      return { w, codes: (await Promise.all(answers)).flat() };
    } finally {
      await Promise.all(workers.map((worker) => worker.kill()));
    }
  };

  test("A2 P4 at the limit they never oversell, and refuse only what does not fit", async () => {
    const { w, codes } = await rush(7);
    const held = codes.filter((code) => code === "held").length;
    expect(codes.filter((code) => code !== "held")).toEqual(
      Array.from({ length: PROCESSES * HOLDS_EACH - 71 }, () => "insufficient-credits"),
    );
    expect(held).toBe(71);
    expect(await w.balance()).toMatchObject({ held: 497n, available: 3n });
    expect(await auditLedger(async (text) => (await database.pool.query(text)).rows)).toEqual([]);
    expect((await credits.verify({ workspace: w.id })).differences).toEqual([]);
  });

  test("P4 what fits is never refused, however many ask at once", async () => {
    const { w, codes } = await rush(6);
    expect(codes).toEqual(Array.from({ length: PROCESSES * HOLDS_EACH }, () => "held"));
    expect(await w.balance()).toMatchObject({ held: 450n, available: 50n });
    expect(await auditLedger(async (text) => (await database.pool.query(text)).rows)).toEqual([]);
    expect((await credits.verify({ workspace: w.id })).differences).toEqual([]);
  });
});
