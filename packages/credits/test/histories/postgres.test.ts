import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngine, type TestEngine } from "./engines.ts";
import { calmFleet, faultyFleet } from "./generate.ts";
import { runHistories, shareOfHistories, timeoutFor } from "./seeds.ts";

describe("random histories on PostgreSQL", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.close());

  test("P1 P3 P5 P6 P7 P8 P10 P11 P12 P13 P15 P18 P19 P21: the engine answers as the reference model predicts", {
    timeout: timeoutFor(shareOfHistories(1048)),
  }, async () => {
    expect(await runHistories(engine, "calm", calmFleet, 1048)).toBeGreaterThan(0);
  });

  test("C3 P4 P16 P24: faults at any statement or commit leave one effect of each request", {
    timeout: timeoutFor(shareOfHistories(528)),
  }, async () => {
    expect(await runHistories(engine, "faulty", faultyFleet, 528)).toBeGreaterThan(0);
  });
});
