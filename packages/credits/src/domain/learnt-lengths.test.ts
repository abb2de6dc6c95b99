import fc from "fast-check";
import { expect, test } from "vitest";
import { planEstimate } from "./estimate.ts";
import {
  type LengthSample,
  type LengthStatistics,
  learnLengths,
  noStatistics,
  nothingLearnt,
  poolLengths,
} from "./learnt-lengths.ts";
import { sampleWeight, weightOf } from "./length-sketch.ts";
import { tokenRange } from "./token-length.ts";

const expected = { input: 600, output: 1_000, thinking: 0 };
const sampleOf = (output: number, outcome: LengthSample["outcome"] = "inside"): LengthSample => ({
  expected,
  input: 600,
  output,
  thinking: 0,
  outcome,
});

/** What so many samples leave, their outputs between two lengths in turn. */
function learnt(samples: number, from: number, to: number, outcome?: LengthSample["outcome"]): LengthStatistics {
  let statistics = noStatistics;
  for (let number = 0; number < samples; number++) {
    statistics = learnLengths(statistics, sampleOf(from + ((to - from) * (number % 10)) / 9, outcome));
  }
  return statistics;
}

/** Credits of a tenth of a dollar cent and output alone, so that they read as tokens. */
function rangeOf(shares: readonly LengthStatistics[]) {
  return planEstimate({
    input: tokenRange(0),
    subject: { expected: 1_000 },
    output: { low: { percent: 60, tokens: 0 }, cap: { percent: 170, tokens: 0 } },
    learnt: poolLengths(shares),
    thinkingTokensMax: 0,
    modelOutputTokensMax: 128_000,
    price: (usage) => BigInt(usage.output),
  });
}

test("ranges start from the shipped lengths and narrow to what came", () => {
  const shipped = rangeOf([]);
  expect(Number(shipped.low)).toBeGreaterThan(550);
  expect(Number(shipped.high)).toBeLessThan(1_800);
  const after = rangeOf([learnt(300, 950, 1_050)]);
  expect(Number(after.low)).toBeGreaterThan(Number(shipped.low) + 100);
  expect(Number(after.high)).toBeLessThan(Number(shipped.high) - 200);
  expect(Number(after.low)).toBeLessThan(970);
  expect(Number(after.high)).toBeGreaterThan(1_040);
});

test("R6.4: an output that was cut counts as longer than its cap, and several raise high at once", () => {
  const usual = Array.from({ length: 8 }, () => learnt(100, 900, 1_100));
  const before = rangeOf(usual).high;
  const cut = usual.map((one, at) => {
    if (at > 2) return one;
    return learnLengths(learnLengths(one, sampleOf(1_300, "cut")), sampleOf(1_300, "cut"));
  });
  expect(Number(rangeOf(cut).high)).toBeGreaterThan(Number(before) * 1.3);
});

test("charges below low lower it", () => {
  const usual = learnt(100, 900, 1_100);
  let odd = usual;
  for (let number = 0; number < 12; number++) odd = learnLengths(odd, sampleOf(700, "below"));
  expect(Number(rangeOf([odd]).low)).toBeLessThan(Number(rangeOf([usual]).low) * 0.9);
});

test("one workspace's odd use moves the range of the others by a bounded step, however much of it there is", () => {
  const usual = Array.from({ length: 7 }, () => learnt(60, 900, 1_100));
  const { low, high } = rangeOf(usual);
  for (const odd of [learnt(5_000, 12_000, 15_000), learnt(5_000, 12_000, 15_000, "cut"), learnt(5_000, 70, 80)]) {
    const range = rangeOf([...usual, odd]);
    expect(Number(range.high)).toBeLessThan(Number(high) * 2.4);
    expect(Number(range.high)).toBeGreaterThan(Number(high) * 0.8);
    expect(Number(range.low)).toBeGreaterThan(Number(low) * 0.5);
  }
});

test("a share that is alone is learnt from whole, and never beyond two and a half times the shipped cap", () => {
  const alone = poolLengths([learnt(300, 900, 1_100)]);
  expect(weightOf(alone.output)).toBeGreaterThan(190 * sampleWeight);
  expect(rangeOf([learnt(300, 9_000, 9_500)]).high).toBe(4_250n);
});

test("a language with few samples leans on those of the whole kind", () => {
  const whole = poolLengths([learnt(300, 1_900, 2_100)]);
  const few = poolLengths([learnt(2, 1_900, 2_100)], whole);
  expect(weightOf(few.output)).toBeLessThanOrEqual(32 * sampleWeight);
  expect(few.output).not.toEqual(nothingLearnt.output);
});

test("the same samples in the same order leave the same statistics, of the same size", () => {
  expect(learnt(500, 100, 9_000)).toEqual(learnt(500, 100, 9_000));
  expect(JSON.stringify(learnt(5_000, 100, 9_000)).length).toBeLessThan(4_000);
});

const anySample = fc.record({
  expected: fc.record({
    input: fc.nat(100_000),
    output: fc.nat(50_000),
    thinking: fc.constantFrom(0, 32, 1_024),
  }),
  input: fc.nat(200_000),
  output: fc.nat(128_000),
  thinking: fc.nat(4_000),
  outcome: fc.constantFrom("below" as const, "inside" as const, "cut" as const),
});

test("whatever was learnt, high is a promise that the cap keeps: low to high in order, and whole", () => {
  const price = ({ input, output }: { input: number; output: number }): bigint =>
    BigInt(input) / 750n + BigInt(output) / 150n + 1n;
  fc.assert(
    fc.property(
      fc.array(fc.array(anySample, { maxLength: 40 }), { maxLength: 8 }),
      fc.nat(30_000),
      fc.constantFrom(0, 32, 1_024),
      (shares, subject, thinkingTokensMax) => {
        const learntLengths = poolLengths(shares.map((samples) => samples.reduce(learnLengths, noStatistics)));
        const estimate = planEstimate({
          input: tokenRange(subject + 200),
          subject: { expected: subject },
          output: { low: { percent: 75, tokens: 0 }, cap: { percent: 160, tokens: 64 } },
          learnt: learntLengths,
          thinkingTokensMax,
          modelOutputTokensMax: 128_000,
          price,
        });
        const { low, high, outputCapTokens, inputTokensMax } = estimate;
        expect(low >= 1n && low <= high).toBe(true);
        expect(outputCapTokens).toBeGreaterThan(0);
        expect(outputCapTokens).toBeLessThanOrEqual(128_000);
        expect(price({ input: inputTokensMax, output: outputCapTokens }) <= high).toBe(true);
      },
    ),
  );
});
