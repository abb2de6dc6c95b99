import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Ledger } from "../ledgers/ledger.ts";
import { startClosedLoop } from "./closed-loop.ts";
import { startFixedRate } from "./fixed-rate.ts";
import { createRecording } from "./recording.ts";

/** Answers on its own turn; counts what runs at once. */
function countingLedger() {
  const seen = { holds: 0, settles: 0, running: 0, most: 0 };
  const answer = async (): Promise<void> => {
    seen.running += 1;
    seen.most = Math.max(seen.most, seen.running);
    await setTimeout(1);
    seen.running -= 1;
  };
  const ledger: Ledger = {
    hold: async () => {
      await answer();
      seen.holds += 1;
      return `hold ${seen.holds}`;
    },
    settle: async () => {
      await answer();
      seen.settles += 1;
    },
  };
  return { seen, ledger };
}

describe("a closed loop", () => {
  test("keeps as many operations in flight as it has callers, and leaves none behind", async () => {
    const { seen, ledger } = countingLedger();
    const recording = createRecording();
    const load = startClosedLoop(ledger, { callers: 8, pick: () => 0, recording });
    recording.open();
    await setTimeout(60);
    recording.close();
    await load.stop();
    expect(seen.most).toBe(8);
    expect(seen.running).toBe(0);
    expect(recording.completed).toBeGreaterThan(0);
    expect(recording.latenciesMs.hold.length + recording.latenciesMs.settle.length).toBe(recording.completed);
    expect(seen.holds + seen.settles).toBeGreaterThanOrEqual(recording.completed);
  });

  test("counts nothing before it is opened or after it is closed, but every failure by its code", async () => {
    const recording = createRecording();
    const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error("no"), { code: "overloaded" }));
    const load = startClosedLoop({ hold: refuse, settle: refuse }, { callers: 2, pick: () => 0, recording });
    await setTimeout(5);
    await load.stop();
    expect(recording.completed).toBe(0);
    expect(Object.keys(recording.errors)).toEqual(["overloaded"]);
    expect(recording.errors["overloaded"]).toBeGreaterThanOrEqual(2);
  });
});

describe("a fixed rate", () => {
  test("goes on while nothing is answered, and counts from when each was due", async () => {
    let answerAll = (): void => undefined;
    const stalled = new Promise<void>((resolve) => {
      answerAll = resolve;
    });
    let asked = 0;
    const ledger: Ledger = {
      hold: async () => {
        asked += 1;
        await stalled;
        return "hold";
      },
      settle: () => stalled,
    };
    const recording = createRecording();
    recording.open();
    const load = startFixedRate(ledger, { perSecond: 1_000, pick: () => 0, recording });
    await setTimeout(100);
    const askedBefore = asked;
    answerAll();
    await load.stop();
    recording.close();
    expect(askedBefore).toBeGreaterThan(20);
    const latencies = [...recording.latenciesMs.hold, ...recording.latenciesMs.settle];
    expect(latencies.length).toBeGreaterThanOrEqual(askedBefore);
    // The first waited for the whole stall, the last hardly at all.
    expect(Math.max(...latencies)).toBeGreaterThan(Math.min(...latencies) + 20);
  });

  test("settles what it held", async () => {
    const { seen, ledger } = countingLedger();
    const load = startFixedRate(ledger, { perSecond: 2_000, pick: () => 0, recording: createRecording() });
    await setTimeout(60);
    await load.stop();
    expect(seen.settles).toBeGreaterThan(0);
    expect(seen.settles).toBeLessThanOrEqual(seen.holds);
  });
});
