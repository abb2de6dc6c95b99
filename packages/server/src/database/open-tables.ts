import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import type { Tables } from "../tables.ts";

/** Kysely over the schema `dokly`: camelCase here, snake_case there. */
export function openTables(pool: pg.Pool): Kysely<Tables> {
  const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins }).withSchema("dokly");
}
