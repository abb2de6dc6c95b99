import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { type Credits, createCredits, shippedCatalog } from "../../src/index.ts";
import { openPostgresEngineDatabase, type PostgresEngineDatabase } from "../databases/engine-database.ts";
import { openTestWorkspace } from "../histories/test-workspace.ts";

describe("what the database holds against the engine", () => {
  let database: PostgresEngineDatabase;
  let credits: Credits;
  beforeAll(async () => {
    database = await openPostgresEngineDatabase();
    credits = createCredits({ database: database.port, catalog: shippedCatalog });
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });

  test("C2 without its schema the engine says so, aloud, at the first use", async () => {
    const empty = await createTestDatabase();
    const homeless = createCredits({ database: postgresDatabase(empty.pool), catalog: shippedCatalog });
    await expect(openTestWorkspace(homeless)).rejects.toMatchObject({ code: "schema-version" });
    await homeless.close();
    await empty.drop();
  });

  test.each([
    "update credits.transfers set credits = credits + 1",
    "delete from credits.transfers",
    "truncate credits.transfers",
  ])("P20 R10.2 the role that the engine connects as cannot: %s", async (statement) => {
    await openTestWorkspace(credits);
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  const numberOf = async (externalId: string): Promise<string> => {
    const { rows } = await database.pool.query<{ workspace_id: bigint }>(
      "select workspace_id from credits.accounts where external_id = $1",
      [externalId],
    );
    return String(rows[0]?.workspace_id);
  };

  test("P18 the lines of a workspace are numbered without a gap, and each carries what was available after it", async () => {
    const w = await openTestWorkspace(credits);
    for (let count = 0; count < 5; count += 1) await w.settle((await w.hold(7n)).hold, 3n);
    const { rows } = await database.pool.query<
      Record<"sequence" | "credits" | "balance_after", bigint> & { to: string; from: string }
    >(
      `select sequence, credits, balance_after, from_account as "from", to_account as "to" from credits.transfers
       where workspace_id = ${await numberOf(w.externalId)} order by sequence`,
    );
    let available = 0n;
    for (const [index, row] of rows.entries()) {
      if (row.to === "available") available += row.credits;
      if (row.from === "available") available -= row.credits;
      expect([row.sequence, row.balance_after]).toEqual([BigInt(index + 1), available]);
    }
    expect(available).toBe((await w.balance()).available);
  });

  test("P26 R2.1 deadlines and periods come from the database's clock, whatever the process believes", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2045-01-01T00:00:00Z") });
    try {
      const w = await openTestWorkspace(credits);
      const { deadline } = await w.hold(5n, { deadlineMs: 60_000 });
      const { rows } = await database.pool.query<{ age: number }>(
        "select extract(epoch from $1 - clock_timestamp())::float8 as age",
        [deadline],
      );
      expect(rows[0]?.age).toBeGreaterThan(50);
      expect(rows[0]?.age).toBeLessThanOrEqual(60);
      expect((await w.balance()).period.start.getUTCFullYear()).toBeLessThan(2045);
      expect(await w.balance()).toMatchObject({ held: 5n });
    } finally {
      vi.useRealTimers();
    }
  });

  test("D3 R8.7 a workspace suspended under a running hold still settles and releases, and takes no new hold", async () => {
    const w = await openTestWorkspace(credits);
    const [first, second] = [await w.hold(10n), await w.hold(10n)];
    await w.suspend(true);
    await expect(w.hold(1n)).rejects.toMatchObject({ code: "workspace-suspended" });
    expect(await w.settle(first.hold, 4n)).toMatchObject({ state: "settled", charged: 4n });
    expect(await w.release(second.hold)).toMatchObject({ state: "released" });
    expect(await w.balance()).toMatchObject({ spent: 4n, held: 0n, available: 46n });
  });

  test("P28 while one workspace is locked by somebody else, the others go on", async () => {
    const [locked, free] = [await openTestWorkspace(credits), await openTestWorkspace(credits)];
    const client = await database.pool.connect();
    await client.query("begin");
    await client.query("select 1 from credits.accounts where workspace_id = $1 for update", [
      await numberOf(locked.externalId),
    ]);
    const waiting = locked.hold(5n);
    for (let count = 0; count < 20; count += 1) await free.release((await free.hold(5n)).hold);
    await client.query("rollback");
    client.release();
    expect(await waiting).toMatchObject({ available: 45n });
  });

  test("H2 a lock that is never freed is a fault and not a refusal of credits", { timeout: 60_000 }, async () => {
    const w = await openTestWorkspace(credits);
    const client = await database.pool.connect();
    await client.query("begin");
    await client.query("select 1 from credits.accounts where workspace_id = $1 for update", [
      await numberOf(w.externalId),
    ]);
    const error: unknown = await w.hold(5n).catch((reason: unknown) => reason);
    await client.query("rollback");
    client.release();
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toMatchObject({ code: "insufficient-credits" });
    expect(await w.balance()).toMatchObject({ held: 0n, available: 50n });
  });
});
