import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dateInZone, daysUntil, isCalendarDate, startOfDay } from "./calendar.ts";

describe("startOfDay", () => {
  test.each([
    ["2026-11-23", "UTC", "2026-11-23T00:00:00.000Z"],
    ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
    ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    ["2026-11-23", "Asia/Kathmandu", "2026-11-22T18:15:00.000Z"],
    ["2026-11-23", "Pacific/Kiritimati", "2026-11-22T10:00:00.000Z"],
    ["2026-11-23", "Pacific/Niue", "2026-11-23T11:00:00.000Z"],
  ])("%s in %s begins at %s", (date, zone, instant) => {
    expect(startOfDay(date, zone).toISOString()).toBe(instant);
  });

  test("where the clocks skip midnight, the day begins after the gap", () => {
    // Cairo, 24 April 2026: 00:00 becomes 01:00.
    expect(startOfDay("2026-04-24", "Africa/Cairo").toISOString()).toBe("2026-04-23T22:00:00.000Z");
    expect(dateInZone(new Date("2026-04-23T21:59:59.999Z"), "Africa/Cairo")).toBe("2026-04-23");
  });

  test("for any day and zone it is the first minute of that date", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.constantFrom(...zones), (offset, zone) => {
        const date = addDays("2020-01-01", offset);
        const start = startOfDay(date, zone);
        expect(dateInZone(start, zone)).toBe(date);
        expect(dateInZone(new Date(start.getTime() - 1), zone)).toBe(addDays(date, -1));
      }),
      { numRuns: 200 },
    );
  });
});

test("days are counted by the calendar, so the 25-hour day is one day", () => {
  expect(daysUntil("2026-10-26T00:30:00+01:00", new Date("2026-10-25T00:30:00+02:00"), "Europe/Berlin")).toBe(1);
  expect(daysUntil("2026-11-23T23:59:00Z", new Date("2026-11-23T00:00:00Z"), "UTC")).toBe(0);
  expect(daysUntil("2026-11-24T00:00:00Z", new Date("2026-11-23T23:59:59Z"), "UTC")).toBe(1);
  expect(daysUntil("2026-11-01T00:00:00Z", new Date("2026-11-23T00:00:00Z"), "UTC")).toBe(0);
});

test("addDays crosses months, years and leap days", () => {
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
});

test("only dates of the calendar are dates", () => {
  expect(["2026-02-28", "2028-02-29"].map(isCalendarDate)).toEqual([true, true]);
  expect(["2026-02-29", "2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "", "x"].some(isCalendarDate)).toBe(false);
});
