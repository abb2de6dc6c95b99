import { CreditsError } from "../domain/errors.ts";

/** Checks that there is an object to read from; fails with `invalid-argument`. */
export function checkObject(value: unknown, what: string): asserts value is object {
  if (typeof value === "object" && value !== null) return;
  throw new CreditsError("invalid-argument", { what, value: String(value), allowed: "an object" });
}

/**
 * Checks a text from outside; fails with `invalid-argument`. Half a character (a lone surrogate) is stored as another
 * one: the line that it stands in would not have the hash that it was written with.
 */
export function checkText(value: unknown, what: string, longest = 512): string {
  if (typeof value === "string" && value.length >= 1 && value.length <= longest && isStorable(value)) return value;
  const shown = typeof value === "string" ? `"${value.slice(0, 40)}" (${value.length} characters)` : String(value);
  const allowed = `1 to ${longest} characters without NUL or half a character`;
  throw new CreditsError("invalid-argument", { what, value: shown, allowed });
}

function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** Checks one of a closed set from outside; fails with `invalid-argument`. */
export function checkOneOf<Value extends string>(value: unknown, what: string, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new CreditsError("invalid-argument", { what, value: String(value), allowed: allowed.join(", ") });
}

/** Checks an instant from outside; fails with `invalid-argument`. */
export function checkInstant(value: unknown, what: string): Date {
  if (value instanceof Date && value.getTime() >= earliestMs && value.getTime() < latestMs) return new Date(value);
  throw new CreditsError("invalid-argument", { what, value: String(value), allowed: "a Date from 1970 to 9999" });
}
const earliestMs = 0;
const latestMs = Date.UTC(10_000, 0);

/** Checks a whole number from outside; fails with `invalid-argument`. */
export function checkWholeNumber(value: unknown, what: string, range: { least: number; most: number }): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= range.least && value <= range.most) return value;
  const allowed = `a whole number from ${range.least} to ${range.most}`;
  throw new CreditsError("invalid-argument", { what, value: String(value), allowed });
}
