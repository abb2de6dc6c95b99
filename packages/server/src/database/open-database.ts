import pg from "pg";
import type { Logger } from "pino";
import { findApplicationRole, provideApplicationRole } from "./application-role.ts";
import { DatabaseUnusableError, explainConnectionFailure } from "./database-error.ts";
import { poolTypes } from "./pool-types.ts";

/** An up-to-date database, and the connections that the running server uses. */
export type OpenDatabase = {
  /** Connections under the application role, where the database has one. */
  readonly pool: pg.Pool;
  /** What the person who runs the server should know: a superuser, a role that could not be made. */
  readonly warnings: readonly string[];
};

export type OpenDatabaseInput = {
  readonly url: string;
  /** The variable that gave the URL, for messages. */
  readonly variable: "DATABASE_URL" | "CREDITS_DATABASE_URL";
  readonly connectionsMax: number;
  /** For pools whose transactions send several statements without waiting in between. Default: false. */
  readonly isPipelined?: boolean;
  /** Makes or updates the tables, as their owner, and grants the application role what it needs. */
  readonly migrate: (pool: pg.Pool, applicationRole: string | null) => Promise<unknown>;
  readonly logger: Logger;
};

const versionMin = 150_000;
const connectTimeoutMs = 10_000;

/**
 * Opens a database in two steps: as its owner, to bring the tables up to date; then, for all that follows, under the
 * application role.
 * @throws DatabaseUnusableError with a sentence for the person who starts the server
 */
export async function openDatabase(input: OpenDatabaseInput): Promise<OpenDatabase> {
  const owner = createPool(input, null);
  try {
    const warnings = await checkServer(owner, input);
    const applicationRole = await provideApplicationRole(owner);
    if (applicationRole === null) {
      warnings.push(
        `The role of ${input.variable} may not create roles, so the server keeps its owner's rights. ` +
          "Give it CREATEROLE once to let Dokly make a role with fewer.",
      );
    }
    await input.migrate(owner, applicationRole);
    return { pool: createPool(input, applicationRole), warnings };
  } finally {
    await owner.end();
  }
}

/** What a command needs to work on a database beside the servers that use it. */
export type OpenBesideInput = Omit<OpenDatabaseInput, "migrate"> & {
  readonly schema: "dokly" | "credits";
  /** Throws where the tables are not those of this Dokly. */
  readonly check: (pool: pg.Pool) => Promise<void>;
};

/**
 * Opens a database whose tables are there, and makes nothing: under the application role, where the server has made
 * one.
 * @throws DatabaseUnusableError with a sentence for the person who runs the command
 */
export async function openBeside(input: OpenBesideInput): Promise<pg.Pool> {
  const owner = createPool(input, null);
  try {
    await checkServer(owner, input);
    await input.check(owner);
    return createPool(input, await findApplicationRole(owner, input.schema));
  } finally {
    await owner.end();
  }
}

function createPool(input: Omit<OpenDatabaseInput, "migrate">, role: string | null): pg.Pool {
  // Keepalives of the server's side: a machine that vanished gives its row locks back within a minute.
  const options = ["-c tcp_keepalives_idle=15", "-c tcp_keepalives_interval=5"];
  if (role !== null) options.push(`-c role=${role}`);
  const pool = new pg.Pool({
    connectionString: input.url,
    types: poolTypes,
    max: input.connectionsMax,
    pipeline: input.isPipelined ?? false,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: "dokly",
    options: options.join(" "),
  });
  // An idle connection that breaks is replaced; without a listener it would end the process.
  pool.on("error", (error) => input.logger.warn({ err: error }, "an idle database connection was lost"));
  return pool;
}

async function checkServer(pool: pg.Pool, input: Omit<OpenDatabaseInput, "migrate">): Promise<string[]> {
  let server: { version: number; versionText: string; isSuperuser: boolean; encoding: string } | undefined;
  try {
    const { rows } = await pool.query(`
      select current_setting('server_version_num')::int as version, current_setting('server_version') as "versionText",
        rolsuper as "isSuperuser", current_setting('server_encoding') as encoding
      from pg_catalog.pg_roles where rolname = current_user`);
    server = rows[0];
  } catch (cause) {
    throw explainConnectionFailure(cause, input.variable, input.url);
  }
  if (server === undefined) throw new DatabaseUnusableError(`The role of ${input.variable} is not in pg_roles.`);
  if (server.version < versionMin) {
    throw new DatabaseUnusableError(
      `The database of ${input.variable} is PostgreSQL ${server.versionText}; Dokly needs 15 or newer.`,
    );
  }
  if (server.encoding !== "UTF8") {
    throw new DatabaseUnusableError(
      `The database of ${input.variable} is encoded in ${server.encoding}; Dokly needs one made with encoding 'UTF8'.`,
    );
  }
  if (!server.isSuperuser) return [];
  return [
    `The role of ${input.variable} is a superuser, for whom no right is refused: ` +
      "the ledger is not protected from it. Use a role that owns the database and no more.",
  ];
}
