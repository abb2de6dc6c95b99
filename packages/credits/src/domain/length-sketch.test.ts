import fc from "fast-check";
import { expect, test } from "vitest";
import { quantileOf } from "./length-quantile.ts";
import { lengthAt, positionOf, scaleSteps } from "./length-scale.ts";
import { addToSketch, emptySketch, sampleWeight, weightOf } from "./length-sketch.ts";
import { clipSketch, mergeSketches, scaleSketch } from "./mix-sketches.ts";

const expected = 1_000;
const at = (actual: number): number => positionOf({ actual, expected });
const prior = { low: at(700), middle: at(1_000), high: at(1_800) };

/** A sketch of these lengths, none forgotten. */
function sketchOf(lengths: readonly number[]): readonly number[] {
  // Not by adding them in turn: that rounds what there was down each time, however long the memory.
  const weights = Map.groupBy(lengths, (length) => Math.floor(at(length)));
  return emptySketch.map((_, bin) => (weights.get(bin)?.length ?? 0) * sampleWeight);
}

test("a length comes back from its position, within a sixteenth to sixteen times of what was expected", () => {
  fc.assert(
    fc.property(fc.integer({ min: 63, max: 15_900 }), (actual) => {
      expect(Math.round(lengthAt(at(actual), expected))).toBe(actual);
    }),
  );
  expect(at(0)).toBe(0);
  expect(at(1e9)).toBeLessThan(scaleSteps);
});

test("before anything was seen, the prior's own lengths are the answer, to the width of a step", () => {
  const quantile = (share: number): number =>
    lengthAt(quantileOf(emptySketch, { prior, priorSamples: 24, share }), 1_000);
  expect(quantile(0.02) / 700).toBeCloseTo(1, 1);
  expect(quantile(0.5) / 1_000).toBeCloseTo(1, 1);
  expect(quantile(0.996) / 1_800).toBeCloseTo(1, 1);
});

test("a share of the lengths lies below its quantile, to the width of a step", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 100, max: 9_000 }), { minLength: 50, maxLength: 300 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (lengths, share) => {
        const found = lengthAt(quantileOf(sketchOf(lengths), { prior, priorSamples: 0, share }), expected);
        const sorted = lengths.toSorted((a, b) => a - b);
        // In weights, as they are added up: the products of two kinds may differ in their last digit.
        const wanted = share * (lengths.length * sampleWeight);
        const exact = sorted.find((_, index) => (index + 1) * sampleWeight >= wanted) ?? 0;
        expect(found / exact).toBeGreaterThan(0.94);
        expect(found / exact).toBeLessThan(1.07);
      },
    ),
  );
});

test("more samples outweigh the prior, and old ones are forgotten", () => {
  const median = (sketch: readonly number[]): number =>
    lengthAt(quantileOf(sketch, { prior, priorSamples: 24, share: 0.5 }), expected);
  const longer = sketchOf(Array.from({ length: 10 }, () => 3_000));
  expect(median(longer)).toBeLessThan(1_800);
  expect(median(sketchOf(Array.from({ length: 200 }, () => 3_000)))).toBeGreaterThan(2_800);
  let drifting = sketchOf(Array.from({ length: 400 }, () => 3_000));
  for (let day = 0; day < 600; day++) drifting = addToSketch(drifting, at(500), 200);
  expect(median(drifting)).toBeLessThan(560);
  expect(weightOf(drifting)).toBeLessThan(212 * sampleWeight);
});

test("scaling keeps the spread, clipping keeps the weight, merging adds up", () => {
  const sketch = sketchOf([200, 900, 1_000, 1_100, 9_000]);
  expect(weightOf(scaleSketch(sketch, 2 * sampleWeight))).toBeCloseTo(2 * sampleWeight, -1);
  expect(scaleSketch(sketch, 6 * sampleWeight)).toBe(sketch);
  const clipped = clipSketch(sketch, { low: at(800), high: at(1_500) });
  expect(weightOf(clipped)).toBe(weightOf(sketch));
  expect(clipped[Math.floor(at(9_000))]).toBe(0);
  expect(clipped[Math.floor(at(1_500))]).toBe(sketch[Math.floor(at(9_000))]);
  expect(weightOf(mergeSketches([sketch, clipped]))).toBe(2 * weightOf(sketch));
});
