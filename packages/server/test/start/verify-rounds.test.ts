import { type Credits, createCredits, shippedCatalog } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { startVerifyRounds } from "../../src/start/verify-rounds.ts";
import { migrateAll } from "../test-engine.ts";

let database: TestDatabase;
let credits: Credits;
beforeAll(async () => {
  database = await createTestDatabase({ template: "server", migrate: migrateAll });
  credits = createCredits({ database: postgresDatabase(database.pool), catalog: shippedCatalog });
  const names = Array.from({ length: 23 }, (_, index) => `verified ${index}`);
  await Promise.all(names.map((externalId) => credits.openWorkspace({ externalId, plan: "free", actor: "test" })));
});
afterAll(async () => {
  await credits.close();
  await database.drop();
});

async function figureOf(metrics: ReturnType<typeof createMetrics>, name: string): Promise<number> {
  const metric = await metrics.registry.getSingleMetric(name)?.get();
  return metric?.values[0]?.value ?? Number.NaN;
}

test("rounds go over all workspaces, and a damage stays told until a whole pass found none", async () => {
  const metrics = createMetrics();
  const log: string[] = [];
  const logger = pino({}, { write: (line: string) => void log.push(line) });
  const rounds = startVerifyRounds({ credits, metrics, logger }, 20);
  const differences = () => figureOf(metrics, "dokly_verify_differences");
  const seen = () => figureOf(metrics, "dokly_verify_workspaces_total");
  await expect.poll(seen, { timeout: 10_000 }).toBeGreaterThanOrEqual(46);
  expect(await differences()).toBe(0);
  await database.pool.query(
    "update credits.lots set granted = granted + 1, available = available + 1 where workspace_id = (select max(workspace_id) from credits.lots)",
  );
  await expect.poll(differences, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(log.join("")).toContain("the ledger does not add up");
  await database.pool.query(
    "update credits.lots set granted = granted - 1, available = available - 1 where workspace_id = (select max(workspace_id) from credits.lots)",
  );
  await expect.poll(differences, { timeout: 10_000 }).toBe(0);
  await rounds.stop();
  expect(await figureOf(metrics, "dokly_verify_failures_total")).toBe(0);
});
