/** Where and how the viewer reads time; by default the browser's own. */
export type TimeStyle = { readonly locale?: string | undefined; readonly timeZone?: string | undefined };

/** The viewer's time zone by its name, as `Europe/Berlin`. */
export function viewerTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Date and time to the second with the zone's name, for receipts and tooltips: `5 Dec 2026, 10:00:07 CET`. */
export function exactInstantText(at: string, style: TimeStyle = {}): string {
  const length = { dateStyle: "medium", timeStyle: "long" } as const;
  return new Intl.DateTimeFormat(style.locale, { ...length, timeZone: style.timeZone }).format(new Date(at));
}

/** The day of an instant, as `5 December 2026`. */
export function dateOfInstantText(at: string, style: TimeStyle = {}): string {
  return new Intl.DateTimeFormat(style.locale, { dateStyle: "long", timeZone: style.timeZone }).format(new Date(at));
}

/** The time of day of an instant with its zone, as `10:00 CET`. */
export function timeOfInstantText(at: string, style: TimeStyle = {}): string {
  return new Intl.DateTimeFormat(style.locale, {
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone: style.timeZone,
  }).format(new Date(at));
}

/**
 * A calendar date such as `2026-10-25`, written out. A date has no zone: it is read and written in UTC, so no clock
 * change moves it.
 */
export function dayText(date: string, length: "short" | "long", locale?: string): string {
  const options: Intl.DateTimeFormatOptions =
    length === "short" ? { day: "numeric", month: "short" } : { weekday: "long", day: "numeric", month: "long" };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(dayInUtc(date));
}

function dayInUtc(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}
