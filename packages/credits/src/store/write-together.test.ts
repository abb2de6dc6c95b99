import { expect, test } from "vitest";
import { sqlOf } from "./statement.ts";
import type { Write } from "./write-rows.ts";
import { writeTogether } from "./write-together.ts";

const sql = sqlOf("credits");
const write = (table: string, count: number): Write => {
  const values = Array.from({ length: count }, (_, index) => `${table} ${index + 1}`);
  const text = `insert into credits.${table} values (${values.map((_, index) => `$${index + 1}`).join(", ")})`;
  return { ...sql(`insert-${table}-${count}`, text, values), tables: [table] };
};

test("writes to different tables are one statement, each with its own values", () => {
  const [together, ...others] = writeTogether(sql, [write("holds", 2), write("lots", 11), write("accounts", 1)]);
  expect(others).toEqual([]);
  expect(together?.text).toBe(
    `with written_0 as (insert into credits.holds values ($1, $2)),
      written_1 as (insert into credits.lots values ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)),
      written_2 as (insert into credits.accounts values ($14)) select`.replaceAll(/\n\s+/g, " "),
  );
  expect(together?.values.at(12)).toBe("lots 11");
  expect(together?.values.at(13)).toBe("accounts 1");
});

test("two writes to one table stay apart and in order, so that the second sees the first", () => {
  const statements = writeTogether(sql, [write("lots", 1), write("accounts", 1), write("accounts", 2)]);
  expect(statements.map(({ text }) => text.match(/insert into \S+/g))).toEqual([
    ["insert into credits.lots", "insert into credits.accounts"],
    ["insert into credits.accounts"],
  ]);
});

test("what reads a table that is written comes after it, in a statement of its own", () => {
  const sums = { ...write("usage_days", 1), tables: ["usage_days", "usage_slots"] };
  expect(writeTogether(sql, [write("usage_slots", 1), sums, write("accounts", 1)])).toHaveLength(2);
});

test("one name stands for one text, and a write that is alone is as it was", () => {
  const one = writeTogether(sql, [write("holds", 2), write("lots", 1)]);
  const other = writeTogether(sql, [write("holds", 1), write("lots", 2)]);
  expect(one[0]?.name).not.toBe(other[0]?.name);
  const alone = write("holds", 1);
  expect(writeTogether(sql, [alone])).toEqual([alone]);
  expect(writeTogether(sql, [])).toEqual([]);
});
