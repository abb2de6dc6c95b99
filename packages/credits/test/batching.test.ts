import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Credits, createCredits, shippedCatalog, workspaceIdOf } from "../src/index.ts";
import { openPostgresEngineDatabase, type PostgresEngineDatabase } from "./databases/engine-database.ts";

const externalId = "batching";
const workspace = workspaceIdOf(externalId);
const action = {
  kind: "improve",
  member: null,
  document: null,
  model: null,
  estimate: null,
  group: null,
  isDemo: false,
};

describe("commands that meet in batches", () => {
  let database: PostgresEngineDatabase;
  let other: pg.Client;
  let credits: Credits;
  let number = 0;

  beforeEach(async () => {
    database = await openPostgresEngineDatabase();
    credits = createCredits({ database: database.port, catalog: shippedCatalog });
    await credits.openWorkspace({ externalId, plan: "free", actor: "test" });
    other = new pg.Client({ connectionString: database.url });
    await other.connect();
  });
  afterEach(async () => {
    const { differences } = await credits.verify();
    await credits.close();
    await other.end();
    await database.drop();
    if (differences.length > 0) throw new Error(`verify found ${JSON.stringify(differences)}`);
  });

  const hold = (amount: bigint, signal?: AbortSignal) => {
    number += 1;
    const request = { workspace, key: `k${number}`, fingerprint: "f", deadlineMs: 60_000, action, actor: "test" };
    return credits.placeHold({ ...request, credits: amount, ...(signal === undefined ? {} : { signal }) });
  };
  const lock = async (): Promise<void> => {
    await other.query("begin; select 1 from credits.accounts for update");
  };
  const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : error);

  test("what is asked together is one batch: one version for all of it", async () => {
    const { version } = await credits.getBalance({ workspace });
    await Promise.all(Array.from({ length: 50 }, () => hold(1n)));
    expect(await credits.getBalance({ workspace })).toMatchObject({ held: 50n, version: version + 1 });
  });

  test("A1 P4 P21 of many at the limit exactly those fit that fit, and the others hear what is missing", async () => {
    const results = await Promise.allSettled(Array.from({ length: 80 }, () => hold(1n)));
    const refused = results.flatMap((result) => (result.status === "rejected" ? [codeOf(result.reason)] : []));
    expect(refused).toEqual(Array.from({ length: 30 }, () => "insufficient-credits"));
    expect(await credits.getBalance({ workspace })).toMatchObject({ held: 50n, available: 0n });
  });

  test("R1.4 when the queue is full new holds are turned away at once, ends are still taken", async () => {
    const running = await hold(1n);
    await lock();
    const waiting = Array.from({ length: 18_001 }, () => hold(1_000n).catch(codeOf));
    const last = await Promise.race([
      hold(1_000n).catch(codeOf),
      new Promise((done) => setTimeout(done, 1_000, "waits")),
    ]);
    expect(last).toBe("overloaded");
    const request = { workspace, hold: running.hold, charge: { credits: 1n }, actor: "test" };
    const settled = credits.settleHold({ ...request, status: "succeeded" });
    await other.query("rollback");
    expect(await settled).toMatchObject({ state: "settled", charged: 1n });
    const told = new Set(await Promise.all(waiting));
    expect(["insufficient-credits", "overloaded"]).toEqual(expect.arrayContaining([...told]));
  });

  test("R1.4 a command whose caller has gone leaves the queue and does nothing", async () => {
    await lock();
    const first = hold(10n);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const caller = new AbortController();
    const second = hold(10n, caller.signal);
    caller.abort(new Error("gone"));
    await other.query("rollback");
    await first;
    await expect(second).rejects.toThrow("gone");
    expect(await credits.getBalance({ workspace })).toMatchObject({ held: 10n });
  });

  test("closing finishes what was submitted, and takes no more", async () => {
    const holds = [hold(10n), hold(10n)];
    const closed = credits.close();
    await expect(hold(10n)).rejects.toMatchObject({ code: "overloaded" });
    await closed;
    expect(await Promise.all(holds)).toHaveLength(2);
    expect(await credits.getBalance({ workspace })).toMatchObject({ held: 20n });
  });
});
