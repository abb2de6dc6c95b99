import { createCredits, shippedCatalog, workspaceIdOf } from "../../src/index.ts";
import { openEngineDatabase } from "../databases/engine-database.ts";
import { type DatabaseKind, databaseKind, titles } from "../databases/kinds.ts";
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

/** The engine of this run, named, for `describe.each`. */
export const startEngines: readonly (readonly [string, () => Promise<TestEngine>])[] = [
  [titles[databaseKind], () => startEngine()],
];

/** The engine on a database of its own, of the kind that the run is for, or of another. */
export async function startEngine(kind: DatabaseKind = databaseKind): Promise<TestEngine> {
  const { port, query, drop } = await openEngineDatabase(kind);
  const clock = makeClock(Date.UTC(2027, 0, 15));
  const faulty = makeFaulty(port);
  const read = (text: string) => query(text);
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
    close: drop,
  };
}
