import type { Statement } from "../database/port.ts";
import type { Sql } from "./statement.ts";
import type { Write } from "./write-rows.ts";

/**
 * Makes one statement of writes to different tables: each statement that is sent costs PostgreSQL and the driver some
 * 30 µs of their own. What touches one table stays apart and in order, since PostgreSQL leaves open which of two in
 * one statement is first, and lets neither see what the other did.
 */
export function writeTogether(sql: Sql, writes: readonly Write[]): readonly Statement[] {
  return groupByTables(writes).map((group) => {
    const [only] = group;
    return only !== undefined && group.length === 1 ? only : joined(sql, group);
  });
}

function groupByTables(writes: readonly Write[]): Write[][] {
  const groups: Write[][] = [];
  let taken = new Set<string>();
  for (const write of writes) {
    const last = groups.at(-1);
    if (last === undefined || write.tables.some((table) => taken.has(table))) {
      groups.push([write]);
      taken = new Set(write.tables);
    } else {
      last.push(write);
      for (const table of write.tables) taken.add(table);
    }
  }
  return groups;
}

function joined(sql: Sql, writes: readonly Write[]): Statement {
  const text = (): string => {
    let bound = 0;
    const parts = writes.map(({ text, values }, index) => {
      const before = bound;
      bound += values.length;
      const numbered = text.replaceAll(/\$(\d+)/g, (_, number) => `$${before + Number(number)}`);
      return `written_${index} as (${numbered})`;
    });
    return `with ${parts.join(", ")} select`;
  };
  // Of its name, what says which text it is.
  const name = writes.map(({ name }) => name.slice(name.indexOf(".") + 1)).join("+");
  const values = writes.flatMap(({ values }) => values);
  return sql(name, text, values);
}
