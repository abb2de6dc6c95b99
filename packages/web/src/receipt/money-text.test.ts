import { expect, test } from "vitest";
import { nanoDollarsText, pricePerMillionText } from "./money-text.ts";

test("provider cost is written exactly, to the nano-dollar, with at least two places", () => {
  expect(nanoDollarsText(0n, "en-US")).toBe("$0.00");
  expect(nanoDollarsText(1n, "en-US")).toBe("$0.000000001");
  expect(nanoDollarsText(2_504_000n, "en-US")).toBe("$0.002504");
  expect(nanoDollarsText(9_007_199_254_740_993n, "en-US")).toBe("$9,007,199.254740993");
});

test("a price per token is shown per million tokens", () => {
  expect(pricePerMillionText(2000n, "en-US")).toBe("$2.00");
  expect(pricePerMillionText(100n, "en-US")).toBe("$0.10");
});
