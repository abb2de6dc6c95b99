import { describe, expect, test } from "vitest";
import { addMonths, monthsBetween, periodAt } from "./period.ts";

const at = (text: string): Date => new Date(text);

describe("billing periods", () => {
  test("P14 an anchor on the 31st falls on the last day of shorter months and comes back to the 31st", () => {
    const anchor = at("2027-01-31T09:30:00.500Z");
    expect([1, 2, 3, 13].map((months) => addMonths(anchor, months).toISOString())).toEqual([
      "2027-02-28T09:30:00.500Z",
      "2027-03-31T09:30:00.500Z",
      "2027-04-30T09:30:00.500Z",
      "2028-02-29T09:30:00.500Z",
    ]);
  });

  test("P14 a period holds its start and not its end", () => {
    const anchor = at("2027-01-31T09:30:00Z");
    const february = { start: at("2027-01-31T09:30:00Z"), end: at("2027-02-28T09:30:00Z") };
    expect(periodAt(anchor, at("2027-01-31T09:30:00Z"))).toEqual(february);
    expect(periodAt(anchor, at("2027-02-28T09:29:59.999Z"))).toEqual(february);
    expect(periodAt(anchor, at("2027-02-28T09:30:00Z")).start).toEqual(february.end);
  });

  test("P14 instants before the anchor have a period too", () => {
    expect(periodAt(at("2027-03-31T00:00:00Z"), at("2027-03-01T00:00:00Z"))).toEqual({
      start: at("2027-02-28T00:00:00Z"),
      end: at("2027-03-31T00:00:00Z"),
    });
  });

  test("months between two instants are counted by the calendar", () => {
    expect(monthsBetween(at("2026-11-30T00:00:00Z"), at("2027-02-28T00:00:00Z"))).toBe(3n);
  });
});
