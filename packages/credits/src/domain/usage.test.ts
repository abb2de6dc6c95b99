import { describe, expect, test } from "vitest";
import { calendarOf, summarizeUsage } from "./usage.ts";

const slot = (at: string, credits: bigint, kind = "improve") => ({ at: new Date(at), kind, credits, actions: 1n });

describe("days of the chart", () => {
  test("a slot belongs to the day of the viewer's zone, and days without any are there with zeros", () => {
    const slots = [slot("2026-11-04T22:45:00Z", 1n), slot("2026-11-04T23:00:00Z", 2n)];
    const asked = { now: new Date("2026-11-05T10:00:00Z"), days: 3 };
    expect(summarizeUsage(slots, { ...asked, timeZone: "Europe/Berlin" })).toEqual([
      { date: "2026-11-03", credits: 0n, actions: 0, byKind: {} },
      { date: "2026-11-04", credits: 1n, actions: 1, byKind: { improve: 1n } },
      { date: "2026-11-05", credits: 2n, actions: 1, byKind: { improve: 2n } },
    ]);
    expect(summarizeUsage(slots, { ...asked, timeZone: "UTC" }).map(({ credits }) => credits)).toEqual([0n, 3n, 0n]);
  });

  test("F8 the day on which summer time ends has 25 hours of slots, and no day is missing or twice", () => {
    const hours = Array.from({ length: 72 }, (_, hour) =>
      slot(new Date(Date.UTC(2026, 9, 24) + hour * 3_600_000).toISOString(), 1n),
    );
    const asked = { now: new Date("2026-10-26T22:00:00Z"), days: 3, timeZone: "Europe/Berlin" };
    const days = summarizeUsage(hours, asked);
    expect(days.map(({ date, credits }) => [date, credits])).toEqual([
      ["2026-10-24", 22n],
      ["2026-10-25", 25n],
      ["2026-10-26", 24n],
    ]);
  });

  test("kinds add up to the day, and an action of 0 credits counts as an action", () => {
    const slots = [slot("2026-11-05T01:00:00Z", 4n, "page"), slot("2026-11-05T02:00:00Z", 0n)];
    const [day] = summarizeUsage(slots, { now: new Date("2026-11-05T10:00:00Z"), days: 1, timeZone: "UTC" });
    expect(day).toEqual({ date: "2026-11-05", credits: 4n, actions: 2, byKind: { page: 4n } });
  });

  test("a zone that is not known is refused by name", () => {
    expect(() => calendarOf("Mars/Olympus")).toThrow("timeZone is Mars/Olympus");
  });
});
