import type { Draw } from "@dokly/contract";
import { expect, test } from "vitest";
import { drawTotals, shownEnds } from "./draw-figures.ts";

const draw = (lot: string, given: Partial<Draw>): Draw => ({
  lot,
  held: 0,
  charged: 0,
  returned: 0,
  expired: 0,
  reversed: 0,
  refunded: 0,
  ...given,
});
const lots = [draw("lot_1", { held: 3, charged: 3, refunded: 1 }), draw("lot_2", { held: 5, charged: 1, expired: 4 })];

test("charge and return always have a column, other ends only where a lot has them", () => {
  expect(shownEnds([])).toEqual(["charged", "returned"]);
  expect(shownEnds(lots)).toEqual(["charged", "returned", "expired", "refunded"]);
});

test("the lots add up to the action", () => {
  expect(drawTotals(lots)).toEqual({ held: 8, charged: 4, returned: 0, expired: 4, reversed: 0, refunded: 1 });
});
