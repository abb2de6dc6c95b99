import { expect, test } from "vitest";
import { forecastVerdict } from "./forecast-words.ts";

const forecast = {
  isRough: false,
  basis: { credits: 70, days: 7, from: "2026-10-19", to: "2026-10-25" },
  available: 30,
  runsOutOn: null,
  leftAtReset: 12,
  missing: 0,
};

test("credits that last say what is left at the reset; others say on which day they end and what is missing", () => {
  expect(forecastVerdict(forecast)).toEqual({ type: "lasts", left: 12 });
  expect(forecastVerdict({ ...forecast, leftAtReset: 0 })).toEqual({ type: "lasts", left: 0 });
  expect(forecastVerdict({ ...forecast, runsOutOn: "2026-10-25", leftAtReset: 0, missing: 88 })).toEqual({
    type: "runs-out",
    on: "2026-10-25",
    missing: 88,
  });
});

test("too little to go by is said, and nothing is said of a pace where there is none or nothing left", () => {
  expect(forecastVerdict({ ...forecast, isRough: true })).toEqual({ type: "rough" });
  expect(forecastVerdict({ ...forecast, isRough: true, basis: { ...forecast.basis, credits: 0 } })).toEqual({
    type: "idle",
  });
  expect(forecastVerdict({ ...forecast, available: 0, runsOutOn: "2026-10-25" })).toEqual({ type: "used-up" });
});
