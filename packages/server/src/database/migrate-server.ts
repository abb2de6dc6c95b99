import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { serverFolder } from "../server-folder.ts";
import { DatabaseUnusableError } from "./database-error.ts";

// One number for every server that starts on a database: they migrate one after the other.
const migrationLock = 4_100_000;

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/**
 * Brings the server's own tables (schema `dokly`) up to date: runs the files of `sql/migrations` that have not run, in
 * order, each in a transaction of its own. Safe from several servers at once. Given a role, grants it what the running
 * server needs. Returns the files that ran now.
 * @throws DatabaseUnusableError where the database was made by a newer Dokly, or a file that ran was changed since
 */
export async function migrateServer(
  pool: pg.Pool,
  options: { applicationRole?: string | null } = {},
): Promise<readonly string[]> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    try {
      const pending = await findPending(client);
      for (const migration of pending) await apply(client, migration);
      if (options.applicationRole != null) await grantTo(client, options.applicationRole);
      // Plans made on tables that nobody has looked at are many times slower.
      if (pending.length > 0) await client.query("analyze");
      return pending.map(({ name }) => name);
    } finally {
      await client.query("select pg_advisory_unlock($1)", [migrationLock]);
    }
  } finally {
    client.release();
  }
}

function readMigrations(): Migration[] {
  const folder = join(serverFolder(), "sql", "migrations");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql.replaceAll("\r\n", "\n")).digest("hex") };
    });
}

async function findPending(client: pg.PoolClient): Promise<Migration[]> {
  await client.query(`
    create schema if not exists dokly;
    create table if not exists dokly.migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default current_timestamp
    )`);
  return comparePending(client);
}

/**
 * The migrations that have not run on a database, in order; changes nothing.
 * @throws DatabaseUnusableError where the database was made by a newer Dokly, or a file that ran was changed since
 */
export async function listPendingMigrations(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query(
    "select from pg_catalog.pg_tables where schemaname = 'dokly' and tablename = 'migrations'",
  );
  return (rows.length === 0 ? readMigrations() : await comparePending(pool)).map(({ name }) => name);
}

async function comparePending(client: Pick<pg.Pool, "query">): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "select name, checksum from dokly.migrations order by name",
  );
  const migrations = readMigrations();
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  for (const [name, checksum] of applied) {
    const migration = migrations.find((candidate) => candidate.name === name);
    if (migration === undefined) {
      throw new DatabaseUnusableError(
        `This database was brought up to ${name} by a newer Dokly. Start that one, or use another database.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new DatabaseUnusableError(
        `The migration ${name} ran on this database with another content than it has now.`,
      );
    }
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query("begin");
    await client.query(migration.sql);
    await client.query("insert into dokly.migrations (name, checksum) values ($1, $2)", [
      migration.name,
      migration.checksum,
    ]);
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseUnusableError(`The migration ${migration.name} failed: ${reason}.`, { cause });
  }
}

async function grantTo(client: pg.PoolClient, applicationRole: string): Promise<void> {
  const role = pg.escapeIdentifier(applicationRole);
  await client.query(`
    grant usage on schema dokly to ${role};
    grant select, insert, update, delete on all tables in schema dokly to ${role};
    grant usage on all sequences in schema dokly to ${role};
    revoke insert, update, delete on dokly.migrations from ${role};
    revoke update, delete on dokly.audit_log, dokly.operator_audit, dokly.operator_audit_outcomes from ${role}`);
}
