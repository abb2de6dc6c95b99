import { describe, expect, test } from "vitest";
import { seededRandom } from "./random.ts";
import { zipfSampler } from "./zipf.ts";

const draws = 200_000;

function countsOf(size: number, exponent: number): number[] {
  const sample = zipfSampler(size, exponent, seededRandom(11));
  const counts = Array.from({ length: size }, () => 0);
  for (let draw = 0; draw < draws; draw += 1) {
    const rank = sample();
    counts[rank] = (counts[rank] ?? 0) + 1;
  }
  return counts;
}

describe("ranks by Zipf's law", () => {
  test("rank k comes 1/(k+1) as often as rank 0", () => {
    const [first = 0, ...others] = countsOf(5, 1);
    for (const [index, count] of others.entries()) {
      expect(Math.abs(count / first - 1 / (index + 2))).toBeLessThan(0.02);
    }
  });

  test("with exponent 0 all ranks come equally often", () => {
    for (const count of countsOf(4, 0)) expect(Math.abs(count - draws / 4)).toBeLessThan(draws / 100);
  });

  test("every draw is a rank, at both ends of the random numbers", () => {
    expect(zipfSampler(3, 1, () => 0)()).toBe(0);
    expect(zipfSampler(3, 1, () => 1 - Number.EPSILON)()).toBe(2);
    expect(zipfSampler(3, 1, () => 1)()).toBe(2);
    expect(zipfSampler(1, 1, () => 0.5)()).toBe(0);
  });

  test("a size that is none is refused", () => {
    for (const size of [0, -1, 1.5, Number.NaN]) {
      expect(() => zipfSampler(size, 1, Math.random)).toThrow("allowed: a whole number from 1");
    }
  });
});
