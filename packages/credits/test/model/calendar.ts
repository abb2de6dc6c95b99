/**
 * The boundary `n` months from the anchor: its day and time of the month in UTC, on the last day of a shorter month.
 */
export function boundary(anchor: number, n: number): number {
  const from = new Date(anchor);
  const firstOfMonth = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + n, 1));
  const year = firstOfMonth.getUTCFullYear();
  const month = firstOfMonth.getUTCMonth();
  const daysInMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const timeOfDay = anchor - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
  return Date.UTC(year, month, Math.min(from.getUTCDate(), daysInMonth)) + timeOfDay;
}

/**
 * The period `[start, end)` that the instant falls in, found by walking from the anchor, always counted from the
 * anchor.
 */
export function periodAt(anchor: number, instant: number): { readonly start: number; readonly end: number } {
  let n = 0;
  while (boundary(anchor, n) > instant) n -= 1;
  while (boundary(anchor, n + 1) <= instant) n += 1;
  return { start: boundary(anchor, n), end: boundary(anchor, n + 1) };
}

/** One for each time zone: making one takes a hundred times as long as asking it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar date `2026-11-05` of an instant in a time zone. */
export function dateIn(timeZone: string, instant: number): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

/** The last `days` calendar dates of a time zone up to the instant's own, oldest first. */
export function datesUntil(timeZone: string, instant: number, days: number): readonly string[] {
  const last = Date.parse(`${dateIn(timeZone, instant)}T00:00:00Z`);
  return Array.from({ length: days }, (_, index) =>
    new Date(last - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}
