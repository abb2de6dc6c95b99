import { expect, test } from "vitest";
import { checkText } from "./check-input.ts";

test("a text comes back as it is: letters of every script, and at most so many", () => {
  for (const text of ["a", "Ω", "\u{1f600}", "é".repeat(512)]) expect(checkText(text, "reason")).toBe(text);
});

// A reason with half a character made verify find another hash than the line was written with.
test.each(["", "a".repeat(513), "a\0b", "half \ud83d", "\ude00 half", 5, null])("%j is refused by name", (value) => {
  expect(() => checkText(value, "reason")).toThrow(
    expect.objectContaining({ code: "invalid-argument", details: expect.objectContaining({ what: "reason" }) }),
  );
});
