import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import type { Database } from "../../src/database/port.ts";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { createCredits, migrateCredits, shippedCatalog } from "../../src/index.ts";
import { seed } from "../histories/seeds.ts";
import { openTestWorkspace } from "../histories/test-workspace.ts";
import { randomFrom } from "../interleavings/meet.ts";
import { audit, KILL_ROUNDS } from "./audit.ts";
import { startWorker } from "./workers.ts";

describe("a process that is killed under load", () => {
  let database: TestDatabase;
  let port: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    port = postgresDatabase(database.pool);
    await migrateCredits(port);
  });
  afterAll(() => database.drop());

  test("C1 P15 P16 P24 what it acknowledged is there once, and nothing stays held", {
    timeout: 60_000 * KILL_ROUNDS,
  }, async () => {
    const random = randomFrom(seed);
    for (let round = 0; round < KILL_ROUNDS; round += 1) {
      const opener = createCredits({ database: port, catalog: shippedCatalog });
      const opened = [
        await openTestWorkspace(opener, { plan: "scale" }),
        await openTestWorkspace(opener, { plan: "scale" }),
      ];
      await opener.close();
      const load = { kind: "load", url: database.url, workspaces: opened.map(({ id }) => id), callers: 16 } as const;
      const workers = await Promise.all(
        [false, true].map((isPipelined, index) =>
          startWorker({ ...load, isPipelined, name: `process ${index} in round ${round}`, deadlineMs: 30_000 }),
        ),
      );
      for (const worker of workers) worker.go();
      for (const worker of workers) {
        await worker.until(100 + Math.floor(random() * 400));
        await worker.kill();
      }
      const acknowledged = workers.flatMap((worker) => worker.acknowledged);
      expect(acknowledged.length).toBeGreaterThanOrEqual(200);
      expect(await audit(port, acknowledged)).toEqual([]);
    }
  });
});
