import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Credits,
  createCredits,
  type EndedHold,
  type MeteredRun,
  type MeterOptions,
  meter,
  shippedCatalog,
} from "../../src/index.ts";
import { type EngineDatabase, openEngineDatabase } from "../databases/engine-database.ts";
import { type FaultyDatabase, makeFaulty } from "../histories/faulty-database.ts";

let database: EngineDatabase;
let faulty: FaultyDatabase;
let credits: Credits;
let workspace: string;
/** How far the time of deadlines is ahead of the database's. */
let aheadMs = 0;
let ends: EndedHold[];
let faults: unknown[];

beforeAll(async () => {
  database = await openEngineDatabase();
  faulty = makeFaulty(database.port);
  const clock = { deadlines: (now: Date) => new Date(now.getTime() + aheadMs) };
  credits = createCredits({ database: faulty.database, catalog: shippedCatalog, clock });
});
beforeEach(async () => {
  ({ workspace } = await credits.openWorkspace({ externalId: randomUUID(), plan: "free", actor: "test" }));
  ends = [];
  faults = [];
});
afterEach(async () => {
  faulty.disarm();
  const { differences } = await credits.verify({ workspace });
  if (differences.length > 0) throw new Error(`The ledger does not add up: ${JSON.stringify(differences)}`);
});
afterAll(async () => {
  await credits.close();
  await database.drop();
});

function render<Result>(work: (run: MeteredRun) => Promise<Result>, more: Partial<MeterOptions> = {}) {
  const listeners = { onEnd: (end: EndedHold) => ends.push(end), onFault: (fault: unknown) => faults.push(fault) };
  return meter(credits, { workspace, key: randomUUID(), kind: "render", credits: 20n, ...listeners, ...more }, work);
}
const balance = async () => {
  const { held, spent, available } = await credits.getBalance({ workspace });
  return { held, spent, available };
};
const log = async () => (await credits.listActions({ workspace })).items;

describe("a metered function that returns", () => {
  test("is charged what it reported last, and the rest of its hold returns", async () => {
    const metered = await render(async (run) => {
      expect(await balance()).toEqual({ held: 20n, spent: 0n, available: 30n });
      run.report({ credits: 4n });
      run.report({ credits: 13n });
      return "a picture";
    });
    expect(metered).toMatchObject({
      result: "a picture",
      state: "settled",
      charged: 13n,
      returned: 7n,
      available: 37n,
    });
    expect(metered.isReplay).toBe(false);
    expect(await balance()).toEqual({ held: 0n, spent: 13n, available: 37n });
  });

  test("is charged by the tokens that it reported, at the prices pinned for its model", async () => {
    const usage = { input: 600, cacheRead: 0, cacheWrite: 0, output: 300, thinking: 0 };
    const metered = await render(async (run) => run.report({ usage }), { model: "claude-sonnet-5-5" });
    expect(metered).toMatchObject({ charged: 3n, returned: 17n });
    expect((await credits.getAction({ workspace, action: metered.action })).receipt).toMatchObject({ usage });
  });

  test("without a report is no free call but a mistake: nothing is charged and it is told", async () => {
    await expect(render(async () => "a picture")).rejects.toMatchObject({ code: "invalid-argument" });
    expect(ends).toMatchObject([{ state: "released", charged: 0n }]);
  });

  test("may report that it used nothing", async () => {
    expect(await render(async (run) => run.report({ credits: 0n }))).toMatchObject({ state: "settled", charged: 0n });
  });
});

describe("a metered function that fails", () => {
  test("costs nothing, and its own error is what the caller gets", async () => {
    const error = new Error("out of paper, and the key is sk-secret");
    await expect(
      render(async (run) => {
        run.report({ credits: 13n });
        throw error;
      }),
    ).rejects.toBe(error);
    expect(ends).toMatchObject([{ state: "released", charged: 0n, returned: 20n }]);
    expect(await log()).toMatchObject([{ status: "failed", charged: 0n, failure: { code: "failed" } }]);
    expect(String((await log())[0]?.failure?.message)).not.toContain("secret");
  });

  test("is described in the log as its caller wants, and a description that throws hides nothing", async () => {
    const fail = () => Promise.reject(new RangeError("too wide"));
    const describeFailure = () => ({ code: "too-wide", message: "The picture is too wide." });
    await expect(render(fail, { describeFailure })).rejects.toThrow("too wide");
    const broken = () => {
      throw new TypeError("broken");
    };
    await expect(render(fail, { describeFailure: broken, onEnd: broken })).rejects.toThrow("too wide");
    expect((await log()).map(({ failure }) => failure?.code)).toEqual(["failed", "too-wide"]);
    expect(faults).toEqual([new TypeError("broken"), new TypeError("broken")]);
  });

  test.each([
    ["above its hold", { credits: 21n }, "settle-above-hold"],
    ["below nothing", { credits: -1n }, "invalid-amount"],
    [
      "by tokens without a model",
      { usage: { input: 1, cacheRead: 0, cacheWrite: 0, output: 1, thinking: 0 } },
      "invalid-argument",
    ],
  ] as const)("by reporting %s hears it at once, and costs nothing", async (_what, used, code) => {
    await expect(render(async (run) => run.report(used))).rejects.toMatchObject({ code });
    expect(await balance()).toEqual({ held: 0n, spent: 0n, available: 50n });
  });

  test("while the database is away keeps its own error; the hold returns when the database does", async () => {
    const error = new Error("out of paper");
    await expect(
      render(async () => {
        faulty.arm({ at: 0, when: "before", kind: "connection-lost", lasts: "once" });
        throw error;
      }),
    ).rejects.toBe(error);
    expect(await balance()).toEqual({ held: 0n, spent: 0n, available: 50n });
  });

  test("with a database that stays away keeps its own error too, and the hold ends at its deadline", async () => {
    const error = new Error("out of paper");
    await expect(
      render(
        async () => {
          faulty.arm({ at: 0, when: "before", kind: "connection-lost", lasts: "on" });
          throw error;
        },
        { deadlineMs: 300 },
      ),
    ).rejects.toBe(error);
    faulty.disarm();
    expect(faults).toContainEqual(expect.objectContaining({ code: "database-unavailable" }));
    await expect.poll(balance).toEqual({ held: 0n, spent: 0n, available: 50n });
  });
});

describe("a metered function that is cancelled", () => {
  test("pays what it had reported by then", async () => {
    const stop = new AbortController();
    const running = render(
      async (run) => {
        run.report({ credits: 5n });
        stop.abort();
        run.signal.throwIfAborted();
      },
      { signal: stop.signal },
    );
    await expect(running).rejects.toThrow(/abort/);
    expect(ends).toMatchObject([{ state: "settled", charged: 5n, returned: 15n }]);
    expect(await log()).toMatchObject([{ status: "cancelled", charged: 5n }]);
  });

  test("pays nothing where it had reported nothing", async () => {
    const stop = new AbortController();
    const running = render(
      async (run) => {
        stop.abort();
        run.signal.throwIfAborted();
      },
      { signal: stop.signal },
    );
    await expect(running).rejects.toThrow(/abort/);
    expect(await log()).toMatchObject([{ status: "cancelled", charged: 0n, failure: null }]);
  });

  test("before it began never runs and holds nothing", async () => {
    let runs = 0;
    const work = async () => {
      runs += 1;
    };
    await expect(render(work, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
    expect(runs).toBe(0);
    expect(await log()).toEqual([]);
  });
});

describe("a key that was used before", () => {
  test("runs nothing, charges nothing, and tells what the first call came to", async () => {
    let runs = 0;
    const work = async (run: MeteredRun) => {
      runs += 1;
      run.report({ credits: 13n });
      return "a picture";
    };
    const first = await render(work, { key: "picture-1" });
    const again = await render(work, { key: "picture-1" });
    expect(again).toEqual({ ...first, available: 30n, isReplay: true, result: null });
    expect(runs).toBe(1);
    expect((await balance()).spent).toBe(13n);
  });

  test("tells that the first call is still going on", async () => {
    const inside = await render(
      async (run) => {
        run.report({ credits: 1n });
        return render(async () => "never", { key: "picture-2" });
      },
      { key: "picture-2" },
    );
    expect(inside.result).toMatchObject({ isReplay: true, state: "held", charged: 0n, returned: 0n, result: null });
  });

  test("for another kind is refused", async () => {
    await render(async (run) => run.report({ credits: 1n }), { key: "picture-3" });
    const other = render(async (run) => run.report({ credits: 1n }), { key: "picture-3", kind: "print" });
    await expect(other).rejects.toMatchObject({ code: "idempotency-key-reused" });
  });
});

describe("the hold of a metered function", () => {
  test("is extended while it runs, however long that is", async () => {
    let beats = 0;
    const counted: Credits = {
      ...credits,
      extendHold: async (input) => {
        const extended = await credits.extendHold(input);
        beats += 1;
        return extended;
      },
    };
    const options = { workspace, key: randomUUID(), kind: "render", credits: 20n, deadlineMs: 6_000 };
    const metered = await meter(counted, options, async (run) => {
      for (const step of [1, 2]) {
        aheadMs += 3_000;
        await expect.poll(() => beats, { timeout: 20_000 }).toBeGreaterThanOrEqual(step);
      }
      run.report({ credits: 2n });
    });
    expect(metered).toMatchObject({ state: "settled", charged: 2n });
  });

  test("that is lost stops the function by its signal, and what it did is not charged", async () => {
    const metered = await render(
      async (run) => {
        const failure = { code: "operator", message: "Released by hand." };
        await credits.releaseHold({ workspace, hold: run.hold, status: "failed", failure, actor: "operator" });
        await expect.poll(() => run.signal.aborted, { timeout: 20_000 }).toBe(true);
        run.report({ credits: 2n });
        return "too late";
      },
      { deadlineMs: 3_000 },
    );
    expect(metered).toMatchObject({ state: "released", charged: 0n, result: "too late" });
    expect(faults).toMatchObject([{ code: "hold-ended" }]);
  });

  test("is charged once where the answer to its settle was lost", async () => {
    const metered = await render(async (run) => {
      run.report({ credits: 2n });
      faulty.arm({ at: 0, when: "after", kind: "connection-lost", lasts: "once" });
    });
    expect(metered).toMatchObject({ state: "settled", charged: 2n });
    expect((await balance()).spent).toBe(2n);
  });

  test("that can not be covered runs nothing", async () => {
    await expect(render(async () => "never", { credits: 51n })).rejects.toMatchObject({ code: "insufficient-credits" });
    expect(await log()).toEqual([]);
  });
});
