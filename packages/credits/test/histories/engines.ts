import pg from "pg";
import { postgresDatabase } from "../../src/database/postgres.ts";
import {
  type Catalog,
  type Credits,
  type CreditsOptions,
  createCredits,
  defineCatalog,
  shippedCatalog,
  workspaceIdOf,
} from "../../src/index.ts";
import { type EngineDatabase, openEngineDatabase, openPostgresEngineDatabase } from "../databases/engine-database.ts";
import { type DatabaseKind, databaseKind, titles } from "../databases/kinds.ts";
import { applicationRole } from "../databases/templates.ts";
import { auditLedger } from "../model/ledger-audit.ts";
import { makeFaulty } from "./faulty-database.ts";
import { show } from "./match.ts";
import type { EngineUnderTest } from "./run-fleet.ts";
import { clockOf, makeClock } from "./test-clock.ts";

/** The shipped one, and a trial for workspaces that ask for one. */
export const catalogWithTrial = defineCatalog({ ...shippedCatalog, trial: { plan: "starter", days: 14 } });

export type TestEngine = EngineUnderTest & {
  /** A new instance, also with other plans than the others have. */
  start(catalog?: Catalog, options?: Pick<CreditsOptions, "sumEvery">): Credits;
  /** Reads the engine's tables directly, past the engine, for what no verb shows. */
  read(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
};

/** The engine of this run, named, for `describe.each`. */
export const startEngines: readonly (readonly [string, () => Promise<TestEngine>])[] = [
  [titles[databaseKind], () => startEngine()],
];

/**
 * The engine on a database of its own, of the kind that the run is for, or of another. On PostgreSQL every second
 * instance sends its statements in pg's pipeline mode.
 */
export async function startEngine(kind: DatabaseKind = databaseKind): Promise<TestEngine> {
  const { port, pipelined, query, drop } = await (kind === "pglite" ? openAlone() : openPipelined(kind));
  const clock = makeClock(Date.UTC(2027, 0, 15));
  const faulty = makeFaulty(port, pipelined);
  const read = (text: string) => query(text);
  let started = 0;
  return {
    clock,
    start: (catalog: Catalog = catalogWithTrial, options: Pick<CreditsOptions, "sumEvery"> = {}) => {
      const database = faulty.databases[started % faulty.databases.length] ?? faulty.database;
      started += 1;
      // Slots are added up at every chance, or seldom enough that some are and some are not, or never.
      const sumEvery = [1, 4, 1_000][started % 3] ?? 1;
      return createCredits({ database, catalog, clock: clockOf(() => clock), sumEvery, ...options });
    },
    arm: faulty.arm,
    disarm: faulty.disarm,
    audit: (workspaces) =>
      auditLedger(
        read,
        `select workspace_id from credits.accounts where external_id in (${workspaces.map((name) => `'${name}'`).join()})`,
      ),
    verify: async (credits, workspaces) => {
      const found = await Promise.all(
        workspaces.map((externalId) => credits.verify({ workspace: workspaceIdOf(externalId) })),
      );
      return found.flatMap(({ differences }) => differences.map((difference) => show(difference)));
    },
    read,
    close: drop,
  };
}

type Opened = Pick<EngineDatabase, "port" | "query" | "drop"> & { readonly pipelined: EngineDatabase["port"] };

async function openAlone(): Promise<Opened> {
  const opened = await openEngineDatabase("pglite");
  return { ...opened, pipelined: opened.port };
}

async function openPipelined(kind: DatabaseKind): Promise<Opened> {
  const { url, port, query, drop } = await openPostgresEngineDatabase(kind);
  const pool = new pg.Pool({ connectionString: url, max: 6, pipeline: true, options: `-c role=${applicationRole}` });
  pool.on("error", () => undefined);
  const { spansWorkspaces } = port;
  return {
    port,
    pipelined: postgresDatabase(pool, { spansWorkspaces }),
    query,
    drop: async () => {
      await pool.end();
      await drop();
    },
  };
}
