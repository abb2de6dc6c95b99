import { expect, test } from "vitest";
import { isReached, quietAbove } from "./spent-share.ts";

test.each([
  [399n, 500n, 80, false],
  [400n, 500n, 80, true],
  [4n, 5n, 80, true],
  [39n, 49n, 80, false],
  [40n, 49n, 80, true],
  [499n, 500n, 100, false],
  [500n, 500n, 100, true],
  [0n, 0n, 80, false],
  [0n, 50n, 1, false],
  [1n, 50n, 2, true],
])("%d of %d is %d %%: %s", (spent, total, threshold, expected) => {
  expect(isReached({ spent, total }, threshold)).toBe(expected);
});

test("nobody looks before the next threshold can be reached, and somebody does from then on", () => {
  for (const total of [1n, 7n, 49n, 50n, 500n]) {
    for (let spent = 0n; spent <= total; spent += 1n) {
      const quiet = quietAbove({ spent: 0n, total }, [80, 100]);
      const isQuiet = quiet !== null && total - spent > quiet;
      expect(isQuiet).toBe(!isReached({ spent, total }, 80));
    }
  }
  expect(quietAbove({ spent: 400n, total: 500n }, [80, 100])).toBe(0n);
  expect(quietAbove({ spent: 500n, total: 500n }, [80, 100])).toBeNull();
});
