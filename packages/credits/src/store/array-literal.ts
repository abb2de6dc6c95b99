import type { SqlValue } from "../database/port.ts";

function element(value: SqlValue | Date): string {
  if (value === null) return "null";
  if (typeof value === "string") return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
  return value instanceof Date ? value.toISOString() : `${value}`;
}

/** An array as PostgreSQL's literal, to be cast in the statement (`$1::bigint[]`): the same for every driver. */
export function array(values: readonly (SqlValue | Date)[]): string {
  return `{${values.map(element).join(",")}}`;
}

/** An instant as PostgreSQL reads it, whatever the session's time zone. */
export function instant(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
