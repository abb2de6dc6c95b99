import type { AutoTopUp } from "@dokly/contract";
import { expect, test } from "vitest";
import { draftOf, isChanged, readTimes, settingsOf } from "./auto-top-up-draft.ts";

const saved: AutoTopUp = {
  isOn: false,
  belowCredits: 100,
  credits: 500,
  priceCents: 500,
  currency: "usd",
  timesPerPeriodMax: 3,
  timesThisPeriod: 0,
  card: null,
  consentText: "",
  stopped: null,
};

test("a form that nobody touched changes nothing", () => {
  const settings = settingsOf(draftOf(saved));
  expect(settings).toEqual({ isOn: false, belowCredits: 100, credits: 500, timesPerPeriodMax: 3 });
  expect(settings !== null && isChanged(settings, saved)).toBe(false);
});

test("every field is a change", () => {
  const settings = { isOn: false, belowCredits: 100, credits: 500, timesPerPeriodMax: 3 };
  const others = [{ isOn: true }, { belowCredits: 1 }, { credits: 1 }, { timesPerPeriodMax: 1 }];
  expect(others.map((other) => isChanged({ ...settings, ...other }, saved))).toEqual([true, true, true, true]);
});

test("what is not a whole number from 1 on can not be saved, nor more than 100 times", () => {
  expect(settingsOf({ ...draftOf(saved), belowCredits: "" })).toBeNull();
  expect(settingsOf({ ...draftOf(saved), credits: "1.5" })).toBeNull();
  expect([1, 100, 101, "0"].map(readTimes)).toEqual([1, 100, null, null]);
});

test("settings that were never made are suggested, not zero", () => {
  expect(draftOf({ ...saved, belowCredits: 0, credits: 0, timesPerPeriodMax: 0 })).toMatchObject({
    belowCredits: 100,
    credits: 500,
    timesPerPeriodMax: 3,
  });
});
