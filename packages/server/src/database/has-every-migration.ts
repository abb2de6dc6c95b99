import { readdirSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { serverFolder } from "../server-folder.ts";

/**
 * Whether a database has every migration of this version; a newer Dokly that starts beside this one may have added
 * some.
 */
export async function hasEveryMigration(pool: pg.Pool): Promise<boolean> {
  const names = readdirSync(join(serverFolder(), "sql", "migrations")).filter((name) => name.endsWith(".sql"));
  const { rows } = await pool.query<{ name: string }>("select name from dokly.migrations");
  const applied = new Set(rows.map(({ name }) => name));
  return names.every((name) => applied.has(name));
}
