import { expect, test } from "vitest";
import { auditDetails, auditTitle } from "./audit-text.ts";

test("a line says what happened, and to which key", () => {
  const ownKey = { id: "key_1", label: "Production" };
  expect(auditTitle({ action: "own-key-rotated", ownKey })).toBe("Rotated: Production");
  expect(auditTitle({ action: "fallback-changed", ownKey: null })).toBe("Whether credits step in was changed");
});

test("details have names, money is money, and what says nothing is left out", () => {
  const detail = { last4: "wxyz", monthlyLimitCents: 25_000, kinds: ["improve", "shorten"], models: [], other: null };
  expect(auditDetails(detail)).toEqual(["ends in: wxyz", "a month at most: $250", "actions: Improve, Shorten"]);
  expect(auditDetails({ fallbackToCredits: true, unheard: "of" })).toEqual(["credits step in: yes", "unheard: of"]);
});
