import { learnLengths, noStatistics, poolLengths, shippedCatalog } from "@dokly/credits";
import { expect, test } from "vitest";
import { planAction } from "./plan-action.ts";
import { noVoice } from "./provider.ts";
import { subjectOfBrief } from "./selection/brief-subject.ts";
import type { Subject } from "./selection/subject.ts";

const subject: Subject = { ...subjectOfBrief(null), text: "The settings page has an new meter.", seam: null };
const modelOfKind = { grammar: "claude-sonnet-5-5" } as Parameters<typeof planAction>[1]["modelOfKind"];

/** Plans a small edit with what was learnt so far. */
function plan(learnt = poolLengths([])) {
  return planAction(
    { kind: "grammar", subject, options: {}, sources: [], voice: noVoice },
    { catalog: shippedCatalog, modelOfKind, writer: "anthropic", learntFor: () => learnt, now: new Date("2026-11-23") },
  );
}

test("R4.1 a quote from before inputs were seen to be longer still buys the output that it was made for", () => {
  const quoted = plan();
  const { input, output, thinking } = quoted.estimate.expected;
  let seen = noStatistics;
  for (let number = 0; number < 200; number++) {
    const lengths = { input: input * 8, output, thinking };
    seen = learnLengths(seen, { expected: quoted.estimate.expected, ...lengths, outcome: "inside" });
  }
  const fresh = plan(poolLengths([seen]));
  expect(fresh.estimate.high).toBeGreaterThan(quoted.estimate.high);
  expect(fresh.capWithin(quoted.estimate.high)).toBeGreaterThanOrEqual(output);
  expect(fresh.capWithin(quoted.estimate.high)).toBeLessThanOrEqual(fresh.estimate.outputCapTokens);
});

test("the cap of an estimate is the one that its own high pays for", () => {
  const { estimate, capWithin } = plan();
  expect(capWithin(estimate.high)).toBe(estimate.outputCapTokens);
});
