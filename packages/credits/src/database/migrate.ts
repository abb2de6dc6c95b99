import { readdir, readFile } from "node:fs/promises";
import { CreditsError } from "../domain/errors.ts";
import { read } from "../store/read-row.ts";
import { isSchemaName } from "../store/statement.ts";
import type { Database, Session } from "./port.ts";

/** The version of the schema that this engine reads and writes: the number of the last migration. */
export const schemaVersion = 25;

export type MigrateOptions = {
  /** Where the tables live. Default: `credits`. */
  readonly schema?: string;
  /**
   * The role that the engine connects as; it may do what the engine does and no more. Default: the role that migrates.
   */
  readonly applicationRole?: string;
  /** Where the migrations are; only a bundler that moves this file has a reason to say. */
  readonly directory?: URL;
};

const limits = { lockMs: 60_000, statementMs: 600_000, idleMs: 60_000 };

/**
 * Brings the engine's tables to this version, or leaves them as they are; any number of processes may call it at once.
 * Nobody, the owner
 * included, can change or remove a transfer afterwards. Fails with `schema-version` on a schema of a later engine.
 *
 * @example
 * await migrateCredits(postgresDatabase(pool), { applicationRole: "dokly_app" });
 */
export async function migrateCredits(database: Database, options: MigrateOptions = {}): Promise<void> {
  const schema = checkName(options.schema ?? "credits", "schema");
  const role = options.applicationRole === undefined ? null : checkName(options.applicationRole, "applicationRole");
  const directory = options.directory ?? new URL("../../sql/migrations/", import.meta.url);
  await database.transaction(limits, async (session) => {
    await session.script(prepare(schema));
    const applied = await readVersions(session, schema);
    const found = Math.max(0, ...applied);
    if (found > schemaVersion) throw new CreditsError("schema-version", { schema, found, expected: schemaVersion });
    for (const { version, text } of await readMigrations(directory, applied)) {
      await session.script(text);
      await session.script(`insert into ${schema}.schema_versions (version) values (${version})`);
    }
    await session.script(privileges(schema, role));
  });
  if (database.spansWorkspaces) await analyze(database, schema);
}

function checkName(name: string, what: string): string {
  if (isSchemaName(name)) return name;
  const allowed = "lower-case letters, digits and _, at most 63, not beginning with a digit";
  throw new CreditsError("invalid-argument", { what, value: name, allowed });
}

/** Migrators that race run one after the other: `if not exists` alone does not survive a race. */
function prepare(schema: string): string {
  return `select pg_advisory_xact_lock(4100, hashtext('${schema}'));
    create schema if not exists ${schema};
    set local search_path to ${schema}, pg_temp;
    create table if not exists ${schema}.schema_versions (
      version integer not null primary key,
      applied_at timestamptz not null default clock_timestamp()
    )`;
}

async function readVersions(session: Session, schema: string): Promise<ReadonlySet<number>> {
  const text = `select version from ${schema}.schema_versions`;
  const [rows = []] = await session.run([{ name: `${schema}.select-versions-applied`, text, values: [] }]);
  return new Set(rows.map((row) => read.number(row, "version")));
}

/** The migrations that were not applied yet, in order. */
async function readMigrations(directory: URL, applied: ReadonlySet<number>) {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_[\w-]+\.sql$/.test(name)).sort();
  const missing = names.filter((name) => !applied.has(Number(name.slice(0, 4))));
  return Promise.all(
    missing.map(async (name) => ({
      version: Number(name.slice(0, 4)),
      text: await readFile(new URL(name, directory), "utf8"),
    })),
  );
}

/**
 * Lines of the ledger can be added and read, by everybody who may do anything here; the owner of the tables is no
 * exception.
 */
function privileges(schema: string, role: string | null): string {
  const forRole =
    role === null
      ? ""
      : `grant usage on schema ${schema} to ${role};
    grant select, insert, update on all tables in schema ${schema} to ${role};
    grant delete on ${schema}.operations to ${role};
    revoke insert, update on ${schema}.schema_versions from ${role};
    revoke update, delete, truncate on ${schema}.transfers from ${role};`;
  return `${forRole}
    revoke all on all tables in schema ${schema} from public;
    revoke update, delete, truncate on ${schema}.transfers from current_user`;
}

/** Plans made on tables that were never analysed are many times slower. */
async function analyze(database: Database, schema: string): Promise<void> {
  const tables = [
    "accounts",
    "lots",
    "holds",
    "actions",
    "transfers",
    "operations",
    "usage_slots",
    "usage_days",
    "limit_counters",
  ];
  await database.transaction(limits, (session) =>
    session.script(tables.map((table) => `analyze ${schema}.${table}`).join("; ")),
  );
}
