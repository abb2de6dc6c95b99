import {
  type Credits,
  createCredits,
  type Database,
  defineCatalog,
  migrateCredits,
  shippedCatalog,
  workspaceIdOf,
} from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import type pg from "pg";
import type { Ledger } from "./ledger.ts";
import { sampleAction, sampleDeadlineMs, sampleHoldCredits, sampleUsage } from "./sample-action.ts";
import { uniqueKey } from "./unique-key.ts";

/** What the engine asked of the database, seen at its door. */
export type DatabaseProbe = {
  /** Transactions begun so far: under load, one per batch. */
  transactions: number;
  /** `performance.now()` of the last one. */
  lastBegunAtMs: number;
};

export type EngineLedger = Ledger & { readonly credits: Credits; readonly probe: DatabaseProbe };

const actor = "bench";
const openingsAtOnce = 256;

/** The shipped catalogue with a plan that no run uses up. */
const catalog = defineCatalog({
  ...shippedCatalog,
  plans: [{ name: "endless", monthlyCredits: 1_000_000_000_000n, monthlyPriceCents: 0n }],
});

/** Makes the engine's tables in a schema of their own and opens so many workspaces with credits that never run out. */
export async function openEngineLedger(
  pool: pg.Pool,
  options: { readonly schema: string; readonly workspaces: number; readonly onProgress?: (opened: number) => void },
): Promise<EngineLedger> {
  const { schema, workspaces, onProgress } = options;
  const { database, probe } = probed(postgresDatabase(pool));
  await migrateCredits(database, { schema });
  const credits = createCredits({ database, catalog, schema });
  const ids = Array.from({ length: workspaces }, (_, index) => workspaceIdOf(externalIdOf(index)));
  let next = 0;
  async function openRest(): Promise<void> {
    for (let index = next++; index < workspaces; index = next++) {
      await credits.openWorkspace({ externalId: externalIdOf(index), plan: "endless", actor });
      onProgress?.(index + 1);
    }
  }
  await Promise.all(Array.from({ length: openingsAtOnce }, openRest));
  await pool.query(tables.map((table) => `analyze ${schema}.${table}`).join(";"));
  return { credits, probe, ...verbsOf(credits, ids) };
}

const tables = ["accounts", "lots", "holds", "actions", "transfers", "operations", "usage_slots"];
const externalIdOf = (index: number): string => `bench-${index}`;

function verbsOf(credits: Credits, ids: readonly string[]): Ledger {
  const idOf = (index: number): string => ids[index] ?? "";
  return {
    hold: async (workspace) => {
      const key = uniqueKey();
      const { hold } = await credits.placeHold({
        workspace: idOf(workspace),
        key,
        fingerprint: key,
        credits: sampleHoldCredits,
        deadlineMs: sampleDeadlineMs,
        action: sampleAction,
        actor,
      });
      return hold;
    },
    settle: async (workspace, hold) => {
      const charge = { usage: sampleUsage };
      await credits.settleHold({ workspace: idOf(workspace), hold, charge, status: "succeeded", actor });
    },
  };
}

function probed(database: Database): { database: Database; probe: DatabaseProbe } {
  const probe: DatabaseProbe = { transactions: 0, lastBegunAtMs: 0 };
  const transaction: Database["transaction"] = (limits, work) => {
    probe.transactions += 1;
    probe.lastBegunAtMs = performance.now();
    return database.transaction(limits, work);
  };
  return { probe, database: { ...database, transaction } };
}
