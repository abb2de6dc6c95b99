/** The language that numbers and dates are written in: the browser's. */
const locale = typeof navigator === "undefined" ? "en" : navigator.language;

const wholeNumber = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const plainDate = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const dateAndTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const relativeTime = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const pluralRules = new Intl.PluralRules("en");

/** A whole number with the locale's separators: `2,443`. */
export const formatNumber = (value: number): string => wholeNumber.format(value);

/** A number with at most one decimal: `3.3`. */
export const formatDecimal = (value: number): string => oneDecimal.format(value);

/** `one` or `other` with the number in front: `1 credit`, `2,443 credits`. */
export function formatCount(value: number, words: { one: string; other: string }): string {
  return `${formatNumber(value)} ${pluralRules.select(value) === "one" ? words.one : words.other}`;
}

/** Whole credits with their word: `1 credit`, `2,443 credits`. */
export const formatCredits = (credits: number): string => formatCount(credits, { one: "credit", other: "credits" });

/** A range of credits: `1–3`, or `2` where both ends are the same. */
export function formatRange(range: { low: number; high: number }): string {
  return range.low === range.high ? formatNumber(range.high) : `${formatNumber(range.low)}–${formatNumber(range.high)}`;
}

/** An amount of money given in cents: `$10.51`, and `$5` where no cents are left over. */
export function formatMoney(cents: number, currency: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: cents % 100 === 0 ? 0 : 2,
  }).format(cents / 100);
}

const conjunction = new Intl.ListFormat(locale, { type: "conjunction" });

/** Several names as one: `Ada, Edgar and Nora`. */
export const formatList = (names: readonly string[]): string => conjunction.format(names);

/** The date of an instant (ISO 8601) in the viewer's own time zone. */
export const formatDate = (instant: string): string => plainDate.format(new Date(instant));

/** Date and time of an instant (ISO 8601) in the viewer's own time zone. */
export const formatDateTime = (instant: string): string => dateAndTime.format(new Date(instant));

const steps: readonly { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: "year", seconds: 31_536_000 },
  { unit: "month", seconds: 2_592_000 },
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3_600 },
  { unit: "minute", seconds: 60 },
];

/** How long ago (or ahead) an instant is, in words: `3 hours ago`; below a minute `now`. */
export function formatAgo(instant: string, now: number = Date.now()): string {
  const seconds = Math.round((Date.parse(instant) - now) / 1000);
  const step = steps.find((candidate) => Math.abs(seconds) >= candidate.seconds);
  return step === undefined
    ? relativeTime.format(0, "second")
    : relativeTime.format(Math.trunc(seconds / step.seconds), step.unit);
}

const byteUnits = ["byte", "kilobyte", "megabyte"] as const;

/** A size in the largest fitting unit of 1,000: `5.1 kB`. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: byteUnits[step] ?? "byte",
    unitDisplay: step === 0 ? "narrow" : "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1_000 ** step);
}
