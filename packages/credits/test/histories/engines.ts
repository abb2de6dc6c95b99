import { PGlite } from "@electric-sql/pglite";
import { createTestDatabase } from "../../../../test-servers/postgres/test-database.ts";
import { pgliteDatabase } from "../../src/database/pglite.ts";
import type { Database } from "../../src/database/port.ts";
import { postgresDatabase } from "../../src/database/postgres.ts";
import { createCredits, migrateCredits, shippedCatalog, workspaceIdOf } from "../../src/index.ts";
import { auditLedger } from "../model/ledger-audit.ts";
import { makeFaulty } from "./faulty-database.ts";
import { show } from "./match.ts";
import type { EngineUnderTest } from "./run-fleet.ts";
import { clockOf, makeClock } from "./test-clock.ts";

export type TestEngine = EngineUnderTest & {
  /** Reads the engine's tables directly, past the engine, for what no verb shows. */
  read(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
};

/** The engine in this process on PGlite. */
export async function startPgliteEngine(): Promise<TestEngine> {
  const pglite = await PGlite.create();
  return engineOn(pgliteDatabase(pglite), () => pglite.close());
}

/** The engine on a PostgreSQL database of its own. */
export async function startPostgresEngine(): Promise<TestEngine> {
  const database = await createTestDatabase();
  return engineOn(postgresDatabase(database.pool), () => database.drop());
}

/** Both, for suites that must hold on either. */
export const startEngines: readonly (readonly [string, () => Promise<TestEngine>])[] = [
  ["PGlite", startPgliteEngine],
  ["PostgreSQL", startPostgresEngine],
];

async function engineOn(database: Database, close: () => Promise<void>): Promise<TestEngine> {
  await migrateCredits(database);
  const clock = makeClock(Date.UTC(2027, 0, 15));
  const faulty = makeFaulty(database);
  const read = async (text: string) => {
    const [rows] = await database.run([{ name: "", text, values: [] }]);
    return rows ?? [];
  };
  return {
    clock,
    start: () => createCredits({ database: faulty.database, catalog: shippedCatalog, clock: clockOf(() => clock) }),
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
    close,
  };
}
