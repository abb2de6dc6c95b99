import type { SqlValue } from "../database/port.ts";

const escaped = /["\\]/;

function element(value: SqlValue | Date): string {
  if (value === null) return "null";
  if (typeof value === "string") return `"${escaped.test(value) ? value.replaceAll(/["\\]/g, "\\$&") : value}"`;
  return value instanceof Date ? value.toISOString() : `${value}`;
}

/** An array as PostgreSQL's literal, to be cast in the statement (`$1::bigint[]`): the same for every driver. */
export function array(values: readonly (SqlValue | Date)[]): string {
  return arrayOf(values, (value) => value);
}

/** The same, of what `pick` finds in each item, with the item's place. */
export function arrayOf<Item>(items: readonly Item[], pick: (item: Item, index: number) => SqlValue | Date): string {
  let text = "";
  let written = "";
  let last: SqlValue | Date | undefined;
  for (const [index, item] of items.entries()) {
    const value = pick(item, index);
    // Neighbours often have the same value: a workspace, an instant, a word.
    if (value !== last) {
      written = element(value);
      last = value;
    }
    text = index === 0 ? written : `${text},${written}`;
  }
  return `{${text}}`;
}

/** An instant as PostgreSQL reads it, whatever the session's time zone. */
export function instant(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
