import { expect, test } from "vitest";
import { limitWarningText } from "./limit-warning-text.ts";

test("a warning says whose limit it is, of what, and how far it is used", () => {
  const warning = { member: null, kind: "page", credits: 100, used: 80, reserved: 10 };
  expect(limitWarningText(warning)).toBe(
    "This can go above the limit everybody shares for Generate page: 80 of 100, 10 held. It runs all the same.",
  );
  expect(limitWarningText({ ...warning, member: "u1", kind: null, reserved: 0 })).toBe(
    "This can go above your limit for all actions: 80 of 100. It runs all the same.",
  );
});
