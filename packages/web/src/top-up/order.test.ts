import { expect, test } from "vitest";
import { firstOrder, needNow, readCredits, stillMissing } from "./order.ts";

test("any whole number from 1 is an order, however it is grouped", () => {
  expect([1, "1", "1234", 9007199254740991].map(readCredits)).toEqual([1, 1, 1234, 9007199254740991]);
});

test("nothing else is one", () => {
  expect(["", " ", "0", "-5", "1.5", "abc", "1e3", "½", "9007199254740992"].map(readCredits)).toEqual(
    Array(9).fill(null),
  );
});

test("an order covers the shortfall exactly at the shortfall", () => {
  expect(stillMissing(23, 22)).toBe(1);
  expect(stillMissing(23, 23)).toBe(0);
  expect(stillMissing(23, 500)).toBe(0);
  expect(stillMissing(null, 1)).toBe(0);
});

test("the field starts with the offer, else the shortfall, else the smallest pack", () => {
  expect(firstOrder(50, 23, [500])).toBe(50);
  expect(firstOrder(null, 23, [500])).toBe(23);
  expect(firstOrder(null, null, [2500, 400])).toBe(400);
  expect(firstOrder(null, null, [])).toBe(500);
});

test("what is missing shrinks as credits arrive, and never below 0", () => {
  expect(needNow({ needed: 35 }, 12)).toEqual({ needed: 35, available: 12, shortfall: 23 });
  expect(needNow({ needed: 35 }, 62)).toEqual({ needed: 35, available: 62, shortfall: 0 });
});
