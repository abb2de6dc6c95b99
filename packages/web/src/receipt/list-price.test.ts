import { expect, test } from "vitest";
import { compareWithList } from "./list-price.ts";

const cost = 2_504_000;

test("the rate card is told apart from the list to the nano-dollar", () => {
  const compare = (list: number | null) =>
    compareWithList({ providerCostNanoDollars: cost, listPriceNanoDollars: list });
  expect(compare(cost)).toEqual({ type: "same", list: 2_504_000n });
  expect(compare(cost + 1)).toEqual({ type: "less", list: 2_504_001n, difference: 1n });
  expect(compare(cost - 1)).toEqual({ type: "more", list: 2_503_999n, difference: 1n });
  expect(compare(0)).toEqual({ type: "more", list: 0n, difference: 2_504_000n });
  expect(compare(null)).toEqual({ type: "unlisted" });
});
