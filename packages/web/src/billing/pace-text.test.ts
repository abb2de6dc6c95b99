import { expect, test } from "vitest";
import { paceText } from "./pace-text.ts";

const found = {
  available: 30,
  pace: { credits: 70, days: 7, from: "2026-10-19", to: "2026-10-25" },
  isRough: false,
  runsOutOn: "2026-10-28",
  missing: 12,
};

test("the ways on name the day, the basis and what is missing", () => {
  expect(paceText(found)).toBe(
    "What is left is used up on Wednesday, October 28. Pace: 70 credits in 7 days (Oct 19 – Oct 25). " +
      "Until the reset 12 credits are missing.",
  );
  expect(paceText({ ...found, runsOutOn: null, missing: 0 })).toBe(
    "What is left lasts until the reset. Pace: 70 credits in 7 days (Oct 19 – Oct 25).",
  );
});

test("a young workspace is told the same as by the forecast: too little has run, and nothing of a day", () => {
  const text = paceText({ ...found, isRough: true });
  expect(text).toContain("Too little has run yet to say how long they last.");
  expect(text).not.toContain("Wednesday");
  expect(paceText({ ...found, isRough: true, available: 0 })).toContain("used up until the reset or a top-up");
  expect(paceText({ ...found, pace: { ...found.pace, credits: 0 } })).toContain("there is no pace to go by");
});
