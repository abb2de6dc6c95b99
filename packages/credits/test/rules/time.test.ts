import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Credits } from "../../src/index.ts";
import { startEngines, type TestEngine } from "../histories/engines.ts";
import { openTestWorkspace } from "../histories/test-workspace.ts";

const DAY_MS = 86_400_000;
const START = Date.UTC(2027, 0, 15, 12);

describe.each(startEngines)("what time alone brings about, on %s", (_name, start) => {
  let engine: TestEngine;
  let credits: Credits;
  beforeAll(async () => {
    engine = await start();
    credits = engine.start();
  });
  afterAll(async () => {
    await credits.close();
    await engine.close();
  });

  const rowsOf = (externalId: string, table: string) =>
    engine.read(
      `select * from credits.${table}
       where workspace_id = (select workspace_id from credits.accounts where external_id = '${externalId}')`,
    );
  const linesOf = async (externalId: string) =>
    (await rowsOf(externalId, "transfers"))
      .toSorted((a, b) => Number(a["sequence"]) - Number(b["sequence"]))
      .map(({ cause, at, effective_at: effectiveAt }) => ({ cause, at, effectiveAt }));

  /** A hold that nobody ends, and a goodwill lot that nobody spends, over the reset. */
  const sleep = async () => {
    engine.clock.real = START;
    const w = await openTestWorkspace(credits);
    await w.grant(20n, { expiresAt: new Date(START + DAY_MS) });
    await w.hold(60n, { deadlineMs: 60_000 });
    return w;
  };

  test("R1.2 a question shows expired holds, dead lots and the new period, and writes nothing", async () => {
    const w = await sleep();
    const tables = ["accounts", "lots", "holds", "actions", "transfers", "usage_slots", "usage_days", "operations"];
    const everything = async () => Promise.all(tables.map((table) => rowsOf(w.externalId, table)));
    const before = await everything();
    engine.clock.real = START + 40 * DAY_MS;
    expect(await w.balance()).toMatchObject({ held: 0n, available: 50n, goodwill: 0n, monthly: 50n });
    expect((await w.log())[0]).toMatchObject({ status: "failed", charged: 0n });
    await credits.getUsage({ workspace: w.id, days: 30, timeZone: "UTC" });
    expect(await everything()).toEqual(before);
  });

  test("R1.2 every command first ends what is overdue, expires what is dead and opens the period, and is then planned", async () => {
    const w = await sleep();
    engine.clock.real = START + 40 * DAY_MS;
    // 50 of the new period: not one credit of the hold or of the lot that are gone.
    await expect(w.hold(51n)).rejects.toMatchObject({ code: "insufficient-credits", details: { available: 50n } });
    expect(await w.hold(50n)).toMatchObject({ available: 0n });
    const held = (await rowsOf(w.externalId, "holds")).map(({ state }) => state);
    expect(held.toSorted()).toEqual(["expired", "held"]);
  });

  test("R2.3 a line says when it was written and, for what time had brought about before, when it became true", async () => {
    const w = await sleep();
    const reset = (await w.balance()).period.end;
    engine.clock.real = START + 40 * DAY_MS;
    const now = new Date(engine.clock.real);
    await w.hold(1n);
    const [opening, grant, , , ...late] = await linesOf(w.externalId);
    expect(opening).toEqual({ cause: "grant", at: new Date(START), effectiveAt: new Date(START) });
    expect(grant).toEqual({ cause: "grant", at: new Date(START), effectiveAt: new Date(START) });
    const deadline = new Date(START + 60_000);
    expect(late).toEqual([
      { cause: "lot-expiry", at: now, effectiveAt: reset },
      { cause: "hold-expiry", at: now, effectiveAt: deadline },
      { cause: "hold-expiry", at: now, effectiveAt: deadline },
      { cause: "grant", at: now, effectiveAt: reset },
      { cause: "hold", at: now, effectiveAt: now },
    ]);
  });

  test("P2 every line takes from one account what it gives to another, of one lot of one workspace", async () => {
    const w = await sleep();
    const { hold, action } = await w.hold(5n);
    await w.settle(hold, 3n);
    await w.refund(action, 2n);
    const lines = await rowsOf(w.externalId, "transfers");
    const lots = new Set((await rowsOf(w.externalId, "lots")).map(({ lot_id: lot }) => lot));
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) {
      expect(line["from_account"]).not.toBe(line["to_account"]);
      expect(line["credits"]).toBeGreaterThan(0n);
      expect(lots.has(line["lot_id"])).toBe(true);
    }
  });

  test.each([
    ["from_account", "to_account"],
    ["credits", "0"],
    ["credits", "-credits"],
    ["balance_after", "-1"],
    ["sequence", "0"],
  ])("P2 P3 the database refuses a line whose %s is %s", async (column, value) => {
    const w = await sleep();
    const columns = Object.keys((await rowsOf(w.externalId, "transfers"))[0] ?? {});
    const written = columns.map((name) => {
      if (name === column) return value;
      return name === "sequence" ? "sequence + 1000" : name;
    });
    const copied = engine.read(
      `insert into credits.transfers (${columns.join()}) select ${written.join()} from credits.transfers
       where workspace_id = (select workspace_id from credits.accounts where external_id = '${w.externalId}')
         and hold_id is null`,
    );
    await expect(copied).rejects.toMatchObject({ code: "23514" });
  });
});
