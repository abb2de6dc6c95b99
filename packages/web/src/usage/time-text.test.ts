import { expect, test } from "vitest";
import { dayText, exactInstantText, timeOfInstantText } from "./time-text.ts";

const berlin = { locale: "en-GB", timeZone: "Europe/Berlin" };

test("a day's label is its own date whatever zone the process runs in, also on days when the clocks change", () => {
  expect(dayText("2026-10-25", "short", "en-GB")).toBe("25 Oct");
  expect(dayText("2026-03-29", "short", "en-GB")).toBe("29 Mar");
  expect(dayText("2026-10-25", "long", "en-GB")).toMatch(/^Sunday,? 25 October$/);
});

test("instants are told in the viewer's zone, and the zone is named", () => {
  expect(timeOfInstantText("2026-12-05T09:00:00Z", berlin)).toBe("10:00 CET");
  expect(timeOfInstantText("2026-10-25T00:30:00Z", berlin)).toBe("02:30 CEST");
  expect(timeOfInstantText("2026-10-25T01:30:00Z", berlin)).toBe("02:30 CET");
  expect(exactInstantText("2026-12-05T09:00:07Z", berlin)).toBe("5 Dec 2026, 10:00:07 CET");
});
