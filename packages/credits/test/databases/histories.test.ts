import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngine, type TestEngine } from "../histories/engines.ts";
import { calmFleet, faultyFleet } from "../histories/generate.ts";
import { runHistories, shareOfHistories, timeoutFor } from "../histories/seeds.ts";
import { databaseKind, titles } from "./kinds.ts";

/** A share for each kind of PostgreSQL beside the one that histories/postgres.test.ts drives at length. */
describe(`random histories on ${titles[databaseKind]}`, () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine.close());

  test("P1 P3 P5 P6 P7 P8 P10 P11 P12 P13 P15 P18 P19 P21: the engine answers as the reference model predicts", {
    timeout: timeoutFor(shareOfHistories(96)),
  }, async () => {
    expect(await runHistories(engine, `${databaseKind}, calm`, calmFleet, 96)).toBeGreaterThan(0);
  });

  test("C3 P4 P16 P24: faults at any statement or commit leave one effect of each request", {
    timeout: timeoutFor(shareOfHistories(48)),
  }, async () => {
    expect(await runHistories(engine, `${databaseKind}, faulty`, faultyFleet, 48)).toBeGreaterThan(0);
  });
});
