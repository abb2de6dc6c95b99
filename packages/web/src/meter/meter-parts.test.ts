import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meterParts, meterTotal, wholePercents } from "./meter-parts.ts";

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe("meterParts", () => {
  test("an empty bucket gives zeros, never NaN", () => {
    const parts = meterParts({ spent: 0, held: 0, available: 0 });
    expect(parts.map((part) => [part.credits, part.percent, part.width])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(meterTotal({ spent: 0, held: 0, available: 0 })).toBe(0);
  });

  test("a bucket spent to the last credit is 100 per cent spent and nothing else", () => {
    const [spent, held, available] = meterParts({ spent: 50, held: 0, available: 0 });
    expect(spent).toMatchObject({ percent: 100, width: 100 });
    expect(held).toMatchObject({ percent: 0, width: 0 });
    expect(available).toMatchObject({ percent: 0, width: 0 });
  });

  test("one held credit of ten thousand can still be seen, and says 0 per cent", () => {
    const [, held] = meterParts({ spent: 4999, held: 1, available: 5000 });
    expect(held?.percent).toBe(0);
    expect(held?.width).toBe(1.5);
  });

  test("for any bucket the percents are whole and add up to 100, and so do the widths", () => {
    const credits = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(credits, credits, credits, (spent, held, available) => {
        const parts = meterParts({ spent, held, available });
        const percents = parts.map((part) => part.percent);
        const whole = spent + held + available === 0 ? 0 : 100;
        expect(sum(percents)).toBe(whole);
        expect(sum(parts.map((part) => part.width))).toBeCloseTo(whole, 6);
        for (const part of parts) {
          expect(Number.isInteger(part.percent)).toBe(true);
          expect(part.width > 0).toBe(part.credits > 0);
          expect(part.width).toBeLessThanOrEqual(100.000001);
        }
      }),
    );
  });
});

test("thirds add up to 100 with the rest on the first", () => {
  expect(wholePercents([1, 1, 1])).toEqual([34, 33, 33]);
  expect(wholePercents([])).toEqual([]);
});
