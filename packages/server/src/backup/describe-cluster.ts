import { realpathSync } from "node:fs";
import type pg from "pg";
import { BackupError } from "./backup-error.ts";
import type { BackupManifest } from "./backup-manifest.ts";

/**
 * What a cluster says of itself, asked of its server.
 * @throws BackupError where it is another cluster than the one in the folder, or has data outside of it
 */
export async function describeCluster(
  client: pg.Client,
  data: string,
): Promise<Pick<BackupManifest, "postgres" | "tables" | "ledger">> {
  const { rows } = await client.query<{ folder: string; version: number; tablespaces: number }>(
    `select current_setting('data_directory') as folder, current_setting('server_version_num')::int / 10000 as version,
       (select count(*)::int from pg_catalog.pg_tablespace where spcname not in ('pg_default', 'pg_global'))
         as tablespaces`,
  );
  const [row] = rows;
  if (row === undefined || realpathSync(row.folder) !== realpathSync(data)) {
    throw new BackupError(`The PostgreSQL that answers works in ${row?.folder}, and not in ${data}.`);
  }
  if (row.tablespaces > 0) {
    throw new BackupError("Somebody has made tablespaces in this PostgreSQL: their files are not in its folder.");
  }
  return {
    postgres: String(row.version),
    tables: await lastOf(client, "dokly.migrations", "max(name)"),
    ledger: await lastOf(client, "credits.schema_versions", "max(version)"),
  };
}

async function lastOf<Value>(client: pg.Client, table: string, what: string): Promise<Value | null> {
  const there = await client.query("select where pg_catalog.to_regclass($1) is not null", [table]);
  if (there.rowCount === 0) return null;
  const { rows } = await client.query<{ last: Value | null }>(`select ${what} as last from ${table}`);
  return rows[0]?.last ?? null;
}
