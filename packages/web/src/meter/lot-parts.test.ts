import type { Lot } from "@dokly/contract";
import { expect, test } from "vitest";
import { lotPartNames, shownParts } from "./lot-parts.ts";

const lot: Lot = {
  id: "lot_1",
  source: "monthly",
  granted: 50,
  available: 30,
  held: 5,
  spent: 10,
  expired: 3,
  reversed: 2,
  expiresAt: null,
};

test("the parts of a grant are all of it", () => {
  expect(lotPartNames.reduce((all, part) => all + lot[part], 0)).toBe(lot.granted);
});

test("what is held and what was taken back have a column only where there is some", () => {
  expect(shownParts([{ ...lot, held: 0, reversed: 0 }])).toEqual(["spent", "available", "expired"]);
  expect(
    shownParts([
      { ...lot, held: 0 },
      { ...lot, reversed: 0 },
    ]),
  ).toEqual(["spent", "held", "available", "expired", "reversed"]);
});
