import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngine, type TestEngine } from "./engines.ts";
import { calmFleet, faultyFleet } from "./generate.ts";
import { runHistories, shareOfHistories, timeoutFor } from "./seeds.ts";

/**
 * Every reply is compared with the reference model's, and at the end every lot, figure, day and action, and the sums of
 * all stored lines. L1: a suite that ran no history fails.
 */
describe("random histories on PGlite", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.close());

  test("P1 P3 P5 P6 P7 P8 P10 P11 P12 P13 P15 P18 P19 P21: the engine answers as the reference model predicts", {
    timeout: timeoutFor(shareOfHistories(104)),
  }, async () => {
    expect(await runHistories(engine, "calm", calmFleet, 104)).toBeGreaterThan(0);
  });

  test("C3 P4 P16 P24: faults at any statement or commit leave one effect of each request", {
    timeout: timeoutFor(shareOfHistories(48)),
  }, async () => {
    expect(await runHistories(engine, "faulty", faultyFleet, 48)).toBeGreaterThan(0);
  });
});
