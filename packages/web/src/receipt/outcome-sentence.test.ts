import { expect, test } from "vitest";
import { outcomeSentence } from "./outcome-sentence.ts";

const outcome = { status: "succeeded", charged: 2, held: 3, refunded: 0, tags: [] } satisfies Parameters<
  typeof outcomeSentence
>[0];

test("every outcome says what it cost", () => {
  expect(outcomeSentence(outcome)).toBe("2 credits charged.");
  expect(outcomeSentence({ ...outcome, charged: 1 })).toBe("1 credit charged.");
  expect(outcomeSentence({ ...outcome, status: "running", charged: 0 })).toContain("3 credits held");
  expect(outcomeSentence({ ...outcome, status: "failed", charged: 0 })).toContain("cost 0 credits");
  expect(outcomeSentence({ ...outcome, status: "cancelled", charged: 0 })).toContain("not charged");
});

test("a cancel after output began says its charge and why there is one", () => {
  expect(outcomeSentence({ ...outcome, status: "cancelled", charged: 1 })).toMatch(
    /^1 credit charged\. Cancelled after/,
  );
});

test("an edit that was taken back is told with what it returned", () => {
  expect(outcomeSentence({ ...outcome, refunded: 2, tags: ["refunded", "undone"] })).toBe(
    "2 credits charged. Undone: 2 credits returned.",
  );
});

test("a refund by hand is told after the charge", () => {
  expect(outcomeSentence({ ...outcome, refunded: 1 })).toBe("2 credits charged. 1 credit was refunded by hand later.");
});

test("an action on an own key costs no credits, and says its dollars, also where it failed or was cancelled", () => {
  const own = { ...outcome, charged: 0, held: 0, ownKey: { id: "key_1", nanoDollars: 2_504_000 } };
  const cost = "On your own key: 0 credits, $0.002504 at the provider.";
  expect(outcomeSentence(own)).toBe(cost);
  expect(outcomeSentence({ ...own, status: "failed" })).toBe(`Failed. ${cost}`);
  expect(outcomeSentence({ ...own, status: "cancelled" })).toBe(`Cancelled. ${cost}`);
  expect(outcomeSentence({ ...own, status: "running" })).toBe("Runs on your own key: no credits are held.");
  const unknown = { ...own, ownKey: { id: "key_1", nanoDollars: null } };
  expect(outcomeSentence(unknown)).toBe("On your own key: 0 credits. The provider did not say what it cost.");
});
