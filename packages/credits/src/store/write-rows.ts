import type { SqlValue, Statement } from "../database/port.ts";
import { arrayOf } from "./array-literal.ts";
import type { Sql } from "./statement.ts";

/** A value with the workspace that it belongs to. */
export type Of<Value> = Value & { readonly workspace: bigint };

type ColumnType = "bigint" | "integer" | "text" | "boolean" | "timestamptz" | "bigint[]" | "hex";

/** The columns that a statement writes, in order: their type and where the value of an item is. */
export type Columns<Item> = Readonly<
  Record<string, readonly [ColumnType, (item: Item, workspace: bigint) => SqlValue | Date]>
>;

/** Rows of many workspaces, with the workspace of each where the rows do not carry it. */
export type Rows<Item> = { readonly rows: readonly Item[]; readonly workspaces: readonly bigint[] };

/** A statement that writes rows, and the tables that it reads or writes. */
export type Write = Statement & { readonly tables: readonly string[] };

type Written<Item> = Pick<Rows<Item>, "rows"> & Partial<Rows<Item>> & { readonly columns: Columns<Item> };

/**
 * Adds rows to a table in one statement, whatever their number. `conflict` is what follows: `on conflict …`. A row
 * that is alone, as one caller's is, travels as plain values: PostgreSQL needs 0.1 ms to unfold twenty arrays of one
 * element.
 */
export function insertRows<Item>(sql: Sql, table: string, written: Written<Item>, conflict = ""): Write {
  const { columns, rows } = written;
  const into = (): string => `insert into credits.${table} as old (${names(columns)})`;
  if (rows.length === 1) {
    const text = (): string => `${into()} values (${parameters(columns)}) ${conflict}`;
    return { ...sql(`insert-one-${table}`, text, values(written)), tables: [table] };
  }
  const text = (): string => `${into()} select ${typed(columns)} ${source(columns)} ${conflict}`;
  return { ...sql(`insert-${table}`, text, arrays(written)), tables: [table] };
}

/**
 * Writes columns of rows in one statement. `keys` name the row, the others are set; `guard` is one more condition on
 * `old`. A second statement on a table needs a `name` of its own.
 */
export function updateRows<Item>(
  sql: Sql,
  table: string,
  written: Written<Item> & { readonly keys: readonly string[]; readonly guard?: string; readonly name?: string },
): Write {
  const { columns, rows, keys, guard, name = `update-${table}` } = written;
  const guards = guard === undefined ? [] : [guard];
  const isSet = ([name]: readonly [string, unknown]): boolean => !keys.includes(name);
  if (rows.length === 1) {
    const text = (): string => {
      const all = Object.entries(columns).map(([name, [type]], index) => [name, parameter(index, type)] as const);
      const assignments = all.filter(isSet).map(([name, value]) => `${name} = ${value}`);
      const same = all.filter((column) => !isSet(column)).map(([name, value]) => `old.${name} = ${value}`);
      return `update credits.${table} as old set ${assignments.join(", ")} where ${[...same, ...guards].join(" and ")}`;
    };
    return { ...sql(`${name}-one`, text, values(written)), tables: [table] };
  }
  const text = (): string => {
    const set = Object.entries(columns).filter(isSet);
    const assignments = set.map(([name, [type]]) => `${name} = ${converted(`new.${name}`, type)}`);
    const same = keys.map((key) => (key === "workspace_id" ? sameWorkspace("old", "new") : `old.${key} = new.${key}`));
    return `update credits.${table} as old set ${assignments.join(", ")} ${source(columns)}
      where ${[...same, ...guards].join(" and ")}`;
  };
  return { ...sql(name, text, arrays(written)), tables: [table] };
}

/**
 * Joins a table to rows that were sent, so that the rows drive and the table is searched by its key for each, whatever
 * PostgreSQL believes of the table's size: an ordinary equation would let it read a table that was small when the plan
 * was made, and with it every row that has come since.
 */
export function sameWorkspace(table: string, sent: string): string {
  return `${table}.workspace_id = any(array[${sent}.workspace_id])`;
}

function names(columns: Columns<never>): string {
  return Object.keys(columns).join(", ");
}

function typed(columns: Columns<never>): string {
  return Object.entries(columns)
    .map(([name, [type]]) => converted(`new.${name}`, type))
    .join(", ");
}

/** Arrays and bytes travel as text: arrays of arrays must be rectangular, which draws are not. */
function converted(value: string, type: ColumnType): string {
  if (type === "bigint[]") return `${value}::bigint[]`;
  return type === "hex" ? `decode(${value}, 'hex')` : value;
}

function source(columns: Columns<never>): string {
  const lists = Object.values(columns).map(([type], index) => `$${index + 1}::${transportOf(type)}[]`);
  return `from unnest(${lists.join(", ")}) as new (${names(columns)})`;
}

function parameters(columns: Columns<never>): string {
  return Object.values(columns)
    .map(([type], index) => parameter(index, type))
    .join(", ");
}

function parameter(index: number, type: ColumnType): string {
  return converted(`$${index + 1}::${transportOf(type)}`, type);
}

function transportOf(type: ColumnType): string {
  return type === "bigint[]" || type === "hex" ? "text" : type;
}

/** One array per column: the number of parameters does not grow with the rows. */
function arrays<Item>({ columns, rows, workspaces = [] }: Written<Item>): readonly string[] {
  return Object.values(columns).map(([, pick]) =>
    arrayOf(rows, (item, index) => pick(item, workspaces[index] ?? noWorkspace)),
  );
}

/** The values of the only row. */
function values<Item>({ columns, rows, workspaces = [] }: Written<Item>): readonly SqlValue[] {
  return rows.flatMap((item) =>
    Object.values(columns).map(([, pick]) => {
      const value = pick(item, workspaces[0] ?? noWorkspace);
      return value instanceof Date ? value.toISOString() : value;
    }),
  );
}

const noWorkspace = 0n;
