import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addToDay, type DaySums, type SlotSum } from "./day-sums.ts";
import { slotMs } from "./slot.ts";
import { calendarDays, calendarOf, piecesOf, summarizeUsage, type UsagePiece } from "./usage.ts";

const slot = (at: string, credits: bigint, kind = "improve") => ({ at: new Date(at), kind, credits, actions: 1n });

describe("days of the chart", () => {
  test("a slot belongs to the day of the viewer's zone, and days without any are there with zeros", () => {
    const slots = [slot("2026-11-04T22:45:00Z", 1n), slot("2026-11-04T23:00:00Z", 2n)];
    const asked = { now: new Date("2026-11-05T10:00:00Z"), days: 3 };
    expect(summarizeUsage(slots, calendarDays(calendarOf("Europe/Berlin"), asked))).toEqual([
      { date: "2026-11-03", credits: 0n, actions: 0, byKind: {} },
      { date: "2026-11-04", credits: 1n, actions: 1, byKind: { improve: 1n } },
      { date: "2026-11-05", credits: 2n, actions: 1, byKind: { improve: 2n } },
    ]);
    expect(summarizeUsage(slots, calendarDays(calendarOf("UTC"), asked)).map(({ credits }) => credits)).toEqual([
      0n,
      3n,
      0n,
    ]);
  });

  test("F8 the day on which summer time ends has 25 hours of slots, and no day is missing or twice", () => {
    const hours = Array.from({ length: 72 }, (_, hour) =>
      slot(new Date(Date.UTC(2026, 9, 24) + hour * 3_600_000).toISOString(), 1n),
    );
    const asked = { now: new Date("2026-10-26T22:00:00Z"), days: 3 };
    const days = summarizeUsage(hours, calendarDays(calendarOf("Europe/Berlin"), asked));
    expect(days.map(({ date, credits }) => [date, credits])).toEqual([
      ["2026-10-24", 22n],
      ["2026-10-25", 25n],
      ["2026-10-26", 24n],
    ]);
  });

  test("kinds add up to the day, and an action of 0 credits counts as an action", () => {
    const slots = [slot("2026-11-05T01:00:00Z", 4n, "page"), slot("2026-11-05T02:00:00Z", 0n)];
    const [day] = summarizeUsage(
      slots,
      calendarDays(calendarOf("UTC"), { now: new Date("2026-11-05T10:00:00Z"), days: 1 }),
    );
    expect(day).toEqual({ date: "2026-11-05", credits: 4n, actions: 2, byKind: { page: 4n } });
  });

  test("a zone that is not known is refused by name", () => {
    expect(() => calendarOf("Mars/Olympus")).toThrow("timeZone is Mars/Olympus");
  });
});

describe("where the days of a zone begin and end", () => {
  const startsOf = (now: string, days: number, timeZone: string) =>
    calendarDays(calendarOf(timeZone), { now: new Date(now), days }).map(
      ({ date, from }) => `${date} ${from.toISOString()}`,
    );

  test.each([
    // Summer time begins at midnight: that day begins at one o'clock.
    [
      "2027-05-01T12:00:00Z",
      "Africa/Cairo",
      ["2027-04-30 2027-04-29T22:00:00.000Z", "2027-05-01 2027-04-30T21:00:00.000Z"],
    ],

    [
      "2027-03-28T12:00:00Z",
      "Europe/Berlin",
      ["2027-03-27 2027-03-26T23:00:00.000Z", "2027-03-28 2027-03-27T23:00:00.000Z"],
    ],
    [
      "2027-03-29T12:00:00Z",
      "Europe/Berlin",
      ["2027-03-28 2027-03-27T23:00:00.000Z", "2027-03-29 2027-03-28T22:00:00.000Z"],
    ],
    // Half an hour of summer time, and a zone a quarter of an hour off the others.
    [
      "2027-04-04T20:00:00Z",
      "Australia/Lord_Howe",
      ["2027-04-04 2027-04-03T13:00:00.000Z", "2027-04-05 2027-04-04T13:30:00.000Z"],
    ],
    [
      "2026-11-05T12:00:00Z",
      "Asia/Kathmandu",
      ["2026-11-04 2026-11-03T18:15:00.000Z", "2026-11-05 2026-11-04T18:15:00.000Z"],
    ],
    // 30 December 2011 never was there.
    [
      "2011-12-31T00:00:00Z",
      "Pacific/Apia",
      ["2011-12-30 2011-12-30T10:00:00.000Z", "2011-12-31 2011-12-30T10:00:00.000Z"],
    ],
  ])("at %s in %s", (now, timeZone, expected) => {
    expect(startsOf(now, 2, timeZone)).toEqual(expected);
  });

  test("each day begins where the one before ends, and its slots are of its date and no other's, in every zone", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const now = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) }).map((at) => new Date(at));
    fc.assert(
      fc.property(now, fc.integer({ min: 1, max: 40 }), fc.constantFrom(...zones), (at, days, timeZone) => {
        const dateOf = calendarOf(timeZone);
        const found = calendarDays(dateOf, { now: at, days });
        expect(found.at(-1)?.date).toBe(dateOf(at));
        for (const [index, { date, from, until }] of found.entries()) {
          expect([dateOf(from), dateOf(new Date(until.getTime() - slotMs))]).toEqual([date, date]);
          expect(found[index + 1]?.from ?? until).toEqual(until);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("sums of days", () => {
  const sumOf = (days: ReadonlyMap<string, DaySums>, { day, first, last }: UsagePiece, at: Date): SlotSum[] =>
    [...days.values()]
      .filter((sums) => sums.day.getTime() === day.getTime())
      .map(({ kind, credits, actions }) => {
        const between = (sums: readonly bigint[]) => (sums[last - 1] ?? 0n) - (sums[first - 1] ?? 0n);
        return { at, kind, credits: between(credits), actions: between(actions) };
      });

  test("any part of a day is the difference of two, so that a chart of sums is that of the slots, in every zone", () => {
    const now = Date.UTC(2027, 10, 15, 9, 41);
    const anySlot = fc.record({
      at: fc.integer({ min: 0, max: 96 * 400 }).map((ago) => new Date(Math.floor(now / slotMs - ago) * slotMs)),
      kind: fc.constantFrom("improve", "page"),
      credits: fc.bigInt({ min: 0n, max: 90n }),
      actions: fc.bigInt({ min: 1n, max: 9n }),
    });
    const asked = fc.record({
      slots: fc.array(anySlot, { maxLength: 200 }),
      days: fc.constantFrom(1, 2, 30, 366),
      timeZone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns"),
    });
    fc.assert(
      fc.property(asked, ({ slots, days, timeZone }) => {
        const summed = new Map<string, DaySums>();
        for (const one of slots) addToDay(summed, one);
        const calendar = calendarDays(calendarOf(timeZone), { now: new Date(now), days });
        const sums = piecesOf(calendar).flatMap((piece) =>
          sumOf(summed, piece, calendar[piece.countsFor]?.from ?? new Date(now)),
        );
        expect(summarizeUsage(sums, calendar)).toEqual(summarizeUsage(slots, calendar));
      }),
      { numRuns: 100 },
    );
  });
});
