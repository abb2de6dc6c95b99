import { expect, test } from "vitest";
import { isPayable, isUnderway } from "./order-state.ts";

test("an order is payable when the provider takes its charge as it is", () => {
  expect(isPayable({ credits: 50, payable: { credits: 50, priceCents: 50 } })).toBe(true);
  expect(isPayable({ credits: 23, payable: { credits: 50, priceCents: 50 } })).toBe(false);
});

test("an order is underway until it is granted, failed or left", () => {
  const states = ["open", "processing", "granted", "failed", "cancelled"] as const;
  expect(states.filter((state) => isUnderway({ state }))).toEqual(["open", "processing"]);
});
