import type { UsageDay } from "../log-types.ts";
import { CreditsError } from "./errors.ts";
import type { UsageSlot } from "./usage-slot.ts";

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

/** The last `days` calendar dates up to `today`, oldest first. */
function datesUpTo(today: string, days: number): readonly string[] {
  const last = new Date(`${today}T00:00:00Z`).getTime();
  return Array.from({ length: days }, (_, index) =>
    new Date(last - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}

/** Where slots of the last `days` can begin at the earliest, whatever the zone. */
export function earliestSlot(now: Date, days: number): Date {
  return new Date(now.getTime() - (days + 1) * 86_400_000);
}

/**
 * Adds slots up to one row per calendar day of a zone, zero days included; a day of a changed clock has 23 or 25 hours
 * of slots.
 */
export function summarizeUsage(
  slots: readonly Pick<UsageSlot, "at" | "kind" | "credits" | "actions">[],
  asked: { readonly now: Date; readonly days: number; readonly timeZone: string },
): readonly UsageDay[] {
  const dateOf = calendarOf(asked.timeZone);
  const rows = new Map(
    datesUpTo(dateOf(asked.now), asked.days).map((date) => [
      date,
      { date, credits: 0n, actions: 0, byKind: {} as Record<string, bigint> },
    ]),
  );
  const dateOfSlot = new Map<number, string>();
  for (const slot of slots) {
    const at = slot.at.getTime();
    const date = dateOfSlot.get(at) ?? dateOf(slot.at);
    dateOfSlot.set(at, date);
    const row = rows.get(date);
    if (!row) continue;
    row.credits += slot.credits;
    row.actions += Number(slot.actions);
    if (slot.credits > 0n) row.byKind[slot.kind] = (row.byKind[slot.kind] ?? 0n) + slot.credits;
  }
  return [...rows.values()];
}
