import type { Row } from "../database/port.ts";

/** Readers of columns; a value of another type means that schema and code differ, which must not pass in silence. */
export const read = {
  bigint: (row: Row, name: string): bigint => expectType<bigint>(row[name], typeof row[name] === "bigint", name),
  number: (row: Row, name: string): number => expectType<number>(row[name], typeof row[name] === "number", name),
  text: (row: Row, name: string): string => expectType<string>(row[name], typeof row[name] === "string", name),
  boolean: (row: Row, name: string): boolean => expectType<boolean>(row[name], typeof row[name] === "boolean", name),
  instant: (row: Row, name: string): Date => expectType<Date>(row[name], row[name] instanceof Date, name),
  bigints: (row: Row, name: string): readonly bigint[] =>
    expectType<readonly bigint[]>(row[name], Array.isArray(row[name]), name),
} as const;

/** The value, or null where the column is. */
export function optional<Value>(row: Row, name: string, reader: (row: Row, name: string) => Value): Value | null {
  return row[name] === null ? null : reader(row, name);
}

/** One of a closed set of words. */
export function word<Word extends string>(row: Row, name: string, words: readonly Word[]): Word {
  const found = words.find((one) => one === row[name]);
  if (found === undefined) throw new TypeError(`column ${name} has a word that is not known: ${String(row[name])}`);
  return found;
}

function expectType<Value>(value: unknown, isExpected: boolean, name: string): Value {
  if (!isExpected) throw new TypeError(`column ${name} came back as ${value === null ? "null" : typeof value}`);
  return value as Value;
}
