import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test-servers/postgres/test-database.ts";
import { postgresDatabase } from "../src/database/postgres.ts";
import { type BatchReport, type Credits, createCredits, migrateCredits, shippedCatalog } from "../src/index.ts";
import { openTestWorkspace } from "./histories/test-workspace.ts";

describe("who looks on", () => {
  let database: TestDatabase;
  let credits: Credits;
  const reports: BatchReport[] = [];
  let mark: unknown;
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateCredits(postgresDatabase(database.pool));
    const observer = { commandSubmitted: () => mark, batchEnded: (report: BatchReport) => void reports.push(report) };
    credits = createCredits({ database: postgresDatabase(database.pool), catalog: shippedCatalog, observer });
  });
  afterAll(async () => {
    await credits.close();
    await database.drop();
  });

  test("hears of each batch: its size, its times and the marks of its commands; a refusal is no fault", async () => {
    const w = await openTestWorkspace(credits);
    reports.length = 0;
    mark = "first";
    const holding = [w.hold(1n), w.hold(2n)];
    mark = undefined;
    const refused = w.hold(1_000n).catch((error: { code: string }) => error.code);
    expect(await refused).toBe("insufficient-credits");
    await Promise.all(holding);
    expect(reports.reduce((sum, { commands }) => sum + commands, 0)).toBe(3);
    expect(reports.flatMap(({ marks }) => marks)).toEqual(["first", "first"]);
    for (const { faults, durationMs, waitedMs, waiting } of reports) {
      expect({ faults, waiting }).toEqual({ faults: 0, waiting: 0 });
      expect(durationMs).toBeGreaterThan(0);
      expect(waitedMs).toBeGreaterThanOrEqual(0);
    }
  });

  test("counts the holds that run over all workspaces, up to a limit, with the oldest and those past their deadline", async () => {
    const [first, second] = [await openTestWorkspace(credits), await openTestWorkspace(credits)];
    const before = await credits.countHolds();
    await first.hold(1n);
    await second.hold(1n);
    const { hold } = await second.hold(1n, { deadlineMs: 1 });
    await expect.poll(async () => (await credits.countHolds()).overdue).toBe(before.overdue + 1);
    const now = await credits.countHolds();
    expect(now).toMatchObject({ open: before.open + 3, isCapped: false });
    expect(now.oldestPlacedAt?.getTime()).toBeLessThanOrEqual(now.asOf.getTime());
    expect(await credits.countHolds({ limit: 2 })).toMatchObject({ open: 2, isCapped: true });
    expect((await second.release(hold)).state).toBe("expired");
    expect((await credits.countHolds()).overdue).toBe(before.overdue);
  });
});
