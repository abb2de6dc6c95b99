import { CreditsError } from "../domain/errors.ts";

/** Checks a yes or no from outside; fails with `invalid-argument`. */
export function checkBoolean(value: unknown, what: string): boolean {
  if (typeof value === "boolean") return value;
  throw new CreditsError("invalid-argument", { what, value: String(value), allowed: "true or false" });
}
