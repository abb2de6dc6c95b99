import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSweeper } from "../../src/start/sweeper.ts";
import { type CreditsServer, startCreditsServer } from "../credits/credits-harness.ts";

let on: CreditsServer;
beforeAll(async () => {
  on = await startCreditsServer();
});
afterAll(() => on.server.close());

test("C1 R4.2 the sweeper ends holds past their deadline, and forgets keys that are too old, but no payment's", async () => {
  const { credits } = on.server.services;
  const pool = on.server.database.pool;
  const { workspace } = on;
  const facts = {
    kind: "render",
    member: null,
    document: null,
    model: null,
    estimate: null,
    group: null,
    isDemo: false,
  };
  const request = { workspace, fingerprint: "f", credits: 5n, deadlineMs: 1, action: facts, actor: "test" };
  await credits.grant({ workspace, source: "top-up", credits: 9n, key: "paid", reason: "r", actor: "test" });
  const old = await on.placeHold({ credits: 1, kind: "render", deadlineSeconds: 60 }, { key: "old" });
  await on.endHold(old.id, "release");
  await pool.query("update credits.operations set accepted_at = accepted_at - interval '91 days'");
  const { hold } = await credits.placeHold({ ...request, key: "lost" });
  const lines: string[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  const sweeper = startSweeper(credits, logger);
  const kept = async () => (await pool.query("select operation, key from credits.operations order by key")).rows;
  await expect.poll(kept, { timeout: 10_000 }).toEqual([
    { operation: "hold", key: "lost" },
    { operation: "grant", key: "paid" },
  ]);
  await sweeper.stop();
  expect(lines.join("")).toContain("released holds past their deadline");
  const settled = { workspace, hold, charge: { credits: 1n }, status: "succeeded", actor: "test" } as const;
  expect(await credits.settleHold(settled)).toMatchObject({ state: "expired", charged: 0n });
});
