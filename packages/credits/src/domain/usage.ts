import type { UsageDay } from "../log-types.ts";
import type { SlotSum } from "./day-sums.ts";
import { CreditsError } from "./errors.ts";
import { dayOf, slotMs, slotsBefore, slotsPerDay } from "./slot.ts";

/** Writes instants as calendar dates of a time zone; fails with `invalid-argument` for a zone that is not known. */
export function calendarOf(timeZone: string): (at: Date) => string {
  try {
    const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    return (at) => format.format(at);
  } catch {
    const allowed = "an IANA time zone, as Europe/Berlin";
    throw new CreditsError("invalid-argument", { what: "timeZone", value: timeZone, allowed });
  }
}

const dayMs = slotsPerDay * slotMs;

/** So many calendar dates, oldest first, of which the last is `after` days later than `today`. */
function datesUpTo(today: string, days: number, after: number): readonly string[] {
  const last = new Date(`${today}T00:00:00Z`).getTime() + after * dayMs;
  return Array.from({ length: days }, (_, index) =>
    new Date(last - (days - 1 - index) * dayMs).toISOString().slice(0, 10),
  );
}

/** A day of the chart: the slots from one instant to before another, in the calendar of a zone. */
export type CalendarDay = { readonly date: string; readonly from: Date; readonly until: Date };

/** A part of a UTC day, in slots: those from `first`, counted from 0, to before `last`. */
export type UsagePiece = {
  /** Start of the UTC day. */
  readonly day: Date;
  readonly first: number;
  readonly last: number;
  /** The day of the chart that it is a part of, counted from 0. */
  readonly countsFor: number;
};

/**
 * The last `days` calendar days up to the day of `now`, oldest first; a day of a changed clock has 23 or 25 hours.
 * `dateOf` is the calendar of a zone.
 */
export function calendarDays(
  dateOf: (at: Date) => string,
  asked: { readonly now: Date; readonly days: number },
): readonly CalendarDay[] {
  const dates = datesUpTo(dateOf(asked.now), asked.days + 1, 1);
  const starts: Date[] = [];
  for (const date of dates) starts.push(startOf(date, dateOf, starts.at(-1)));
  return dates.slice(0, -1).map((date, index) => ({
    date,
    from: starts[index] ?? asked.now,
    until: starts[index + 1] ?? asked.now,
  }));
}

/** No zone is as far from UTC as this. */
const zoneSlotsMax = 64;

/** The first slot of a calendar date: most days begin a day after the one before. */
function startOf(date: string, dateOf: (at: Date) => string, dayBefore: Date | undefined): Date {
  const isReached = (at: number): boolean => dateOf(new Date(at)) >= date;
  const likely = dayBefore && dayBefore.getTime() + dayMs;
  if (likely !== undefined && isReached(likely) && !isReached(likely - slotMs)) return new Date(likely);
  const midnight = new Date(`${date}T00:00:00Z`).getTime();
  let [low, high] = [-zoneSlotsMax, zoneSlotsMax];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isReached(midnight + middle * slotMs)) high = middle;
    else low = middle;
  }
  return new Date(midnight + high * slotMs);
}

/** The days of the chart as parts of UTC days, whose sums are kept. */
export function piecesOf(days: readonly CalendarDay[]): readonly UsagePiece[] {
  return days.flatMap(({ from, until }, countsFor) => {
    const pieces: UsagePiece[] = [];
    for (let day = dayOf(from); day < until; day = new Date(day.getTime() + dayMs)) {
      const first = day < from ? slotsBefore(from) : 0;
      const isLast = until.getTime() - day.getTime() < dayMs;
      pieces.push({ day, first, last: isLast ? slotsBefore(until) : slotsPerDay, countsFor });
    }
    return pieces;
  });
}

/** Adds slots up to one row per day, zero days included; what is of no day of these is left out. */
export function summarizeUsage(slots: readonly SlotSum[], days: readonly CalendarDay[]): readonly UsageDay[] {
  const rows = days.map(({ date }) => ({ date, credits: 0n, actions: 0, byKind: {} as Record<string, bigint> }));
  const starts = days.map(({ from }) => from.getTime());
  const end = days.at(-1)?.until.getTime() ?? 0;
  for (const slot of slots) {
    const at = slot.at.getTime();
    const row = at < end ? rows[starts.findLastIndex((start) => start <= at)] : undefined;
    if (!row) continue;
    row.credits += slot.credits;
    row.actions += Number(slot.actions);
    if (slot.credits > 0n) row.byKind[slot.kind] = (row.byKind[slot.kind] ?? 0n) + slot.credits;
  }
  return rows;
}
