import type { Row, Session, SqlValue, Statement } from "../database/port.ts";

/** Makes the statements of one schema. SQL is written with the schema `credits`, which the embedder may have named otherwise. */
export type Sql = (name: string, text: string, values: readonly SqlValue[]) => Statement;

/** Whether a text can name a schema without quotes. */
export function isSchemaName(schema: string): boolean {
  return /^[a-z_][a-z0-9_]{0,62}$/.test(schema);
}

/** Prepares the statements of `schema`; each text is rewritten once, and its name carries the schema. */
export function sqlOf(schema: string): Sql {
  const texts = new Map<string, string>();
  return (name, text, values) => {
    const known = texts.get(name);
    if (known !== undefined) return { name: `${schema}.${name}`, text: known, values };
    const rewritten = schema === "credits" ? text : text.replaceAll(/\bcredits\./g, `${schema}.`);
    texts.set(name, rewritten);
    return { name: `${schema}.${name}`, text: rewritten, values };
  };
}

/** A statement that answers with rows, and how to read each. */
export type Question<Answer> = { readonly statement: Statement; readonly fromRow: (row: Row) => Answer };

/** Asks one question. */
export async function ask<Answer>(
  session: Pick<Session, "run">,
  question: Question<Answer>,
): Promise<readonly Answer[]> {
  const [rows = []] = await session.run([question.statement]);
  return rows.map(question.fromRow);
}

function element(value: SqlValue | Date): string {
  if (value === null) return "null";
  if (typeof value === "string") return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
  return value instanceof Date ? value.toISOString() : `${value}`;
}

/** An array as PostgreSQL's literal, to be cast in the statement (`$1::bigint[]`). */
export function array(values: readonly (SqlValue | Date)[]): string {
  return `{${values.map(element).join(",")}}`;
}

/** One column of rows as an array literal. */
export function column<Item>(items: readonly Item[], pick: (item: Item) => SqlValue | Date): string {
  return array(items.map(pick));
}

/** An instant as PostgreSQL reads it, whatever the session's time zone. */
export function instant(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}

/** Readers of columns; a value of another type means that schema and code differ, which must not pass in silence. */
export const read = {
  bigint: (row: Row, name: string): bigint => expectType<bigint>(row[name], typeof row[name] === "bigint", name),
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

function expectType<Value>(value: unknown, isExpected: boolean, name: string): Value {
  if (!isExpected) throw new TypeError(`column ${name} came back as ${value === null ? "null" : typeof value}`);
  return value as Value;
}
