import { expect, test } from "vitest";
import { nanoDollarsText, placesOf, pricePerMillionText } from "./money-text.ts";

test("provider cost is written exactly, to the nano-dollar, with at least two places", () => {
  expect(nanoDollarsText(0n, { locale: "en-US" })).toBe("$0.00");
  expect(nanoDollarsText(1n, { locale: "en-US" })).toBe("$0.000000001");
  expect(nanoDollarsText(2_504_000n, { locale: "en-US" })).toBe("$0.002504");
  expect(nanoDollarsText(9_007_199_254_740_993n, { locale: "en-US" })).toBe("$9,007,199.254740993");
});

test("a price per token is shown per million tokens", () => {
  expect(pricePerMillionText(2000n, "en-US")).toBe("$2.00");
  expect(pricePerMillionText(100n, "en-US")).toBe("$0.10");
});

test("a column of amounts lines up at the longest of them", () => {
  const amounts = [1_024_000n, 1_480_000n, 0n];
  expect(placesOf(amounts)).toBe(6);
  expect(amounts.map((amount) => nanoDollarsText(amount, { places: placesOf(amounts), locale: "en-US" }))).toEqual([
    "$0.001024",
    "$0.001480",
    "$0.000000",
  ]);
  expect(placesOf([])).toBe(2);
  expect(placesOf([1n])).toBe(9);
});
