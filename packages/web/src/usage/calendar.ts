const dayMs = 24 * 60 * 60 * 1000;
const minuteMs = 60 * 1000;

/** The calendar date, as `2026-11-05`, on which an instant falls in a time zone. */
export function dateInZone(at: Date, timeZone: string): string {
  const parts = partsFormat(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

/**
 * The first instant of a calendar date in a time zone: local midnight or, where the clocks skip midnight, what
 * follows the gap.
 * Found by halving: the local date of an instant never runs back, whatever the clocks do.
 */
export function startOfDay(date: string, timeZone: string): Date {
  const middle = Date.parse(`${date}T00:00:00Z`);
  let before = middle - dayMs;
  let after = middle + dayMs;
  while (after - before > minuteMs) {
    const half = before + Math.floor((after - before) / 2 / minuteMs) * minuteMs;
    if (dateInZone(new Date(half), timeZone) < date) before = half;
    else after = half;
  }
  return new Date(after);
}

/** The date a number of days later, by the calendar and not by hours. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Calendar days from now until an instant, as people of the zone count them: 0 is today; never negative. */
export function daysUntil(at: string, now: Date, timeZone: string): number {
  const from = Date.parse(dateInZone(now, timeZone));
  const to = Date.parse(dateInZone(new Date(at), timeZone));
  return Math.max(0, Math.round((to - from) / dayMs));
}

/** Whether a text is a date of the calendar: `2026-02-30` is not. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === text;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs far more than using it, and a search by halving uses it a dozen times. */
function partsFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  formats.set(timeZone, made);
  return made;
}
