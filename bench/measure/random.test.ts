import { describe, expect, test } from "vitest";
import { seededRandom, shuffle } from "./random.ts";

const take = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe("numbers from a seed", () => {
  test("the same seed gives the same numbers, another seed gives others", () => {
    expect(take(7, 20)).toEqual(take(7, 20));
    expect(take(7, 20)).not.toEqual(take(8, 20));
  });

  test("they fill 0 to 1 evenly", () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    const values = take(1, 100_000);
    for (const value of values) {
      const tenth = Math.floor(value * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(tenths).toHaveLength(10);
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

test("shuffling keeps every item once, repeats with the seed, and leaves its input alone", () => {
  const items = [1, 2, 3, 4, 5, 6, 7, 8];
  const shuffled = shuffle(items, seededRandom(3));
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  expect(shuffled).not.toEqual(items);
  expect(shuffle(items, seededRandom(3))).toEqual(shuffled);
  expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
