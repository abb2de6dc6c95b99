import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EngineDatabase, openEngineDatabase } from "./engine-database.ts";

let database: EngineDatabase;
beforeAll(async () => {
  database = await openEngineDatabase("pglite");
});
afterAll(() => database.drop());

test("H4 on PGlite, the outer database used inside a transaction fails at once instead of waiting for ever", async () => {
  const limits = { lockMs: 2_000, statementMs: 2_000, idleMs: 2_000 };
  const select = { name: "one", text: "select 1", values: [] };
  const nested = database.port
    .transaction(limits, () => database.port.run([select]))
    .then(
      () => "answered",
      () => "refused",
    );
  expect(await Promise.race([nested, pause(5_000, "hangs")])).toBe("refused");
});
