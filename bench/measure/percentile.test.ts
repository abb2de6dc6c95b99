import { describe, expect, test } from "vitest";
import { median, percentile } from "./percentile.ts";

describe("percentiles", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test("are values that were seen, by nearest rank", () => {
    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 99.1)).toBe(100);
    expect(percentile(hundred, 100)).toBe(100);
    expect(percentile(hundred, 0)).toBe(1);
  });

  test("order by number, not by text", () => {
    expect(percentile([10, 9, 2, 100], 50)).toBe(9);
  });

  test("of one value are that value, and of none are nothing", () => {
    expect(percentile([3], 99)).toBe(3);
    expect(percentile([], 99)).toBeNull();
  });
});

describe("the median", () => {
  test("is the middle of an odd number of values and between the two of an even number", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 4])).toBe(3);
  });

  test("of one value is that value, and of none is nothing", () => {
    expect(median([7])).toBe(7);
    expect(median([])).toBeNull();
  });
});
