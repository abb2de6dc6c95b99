import {
  type Credits,
  createCredits,
  type Database,
  defineCatalog,
  migrateCredits,
  shippedCatalog,
  type WorkspaceId,
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
  /** How often one of them waited for an answer. A pipelined connection sends begin and commit with statements. */
  flights: number;
  /** `performance.now()` of the last one. */
  lastBegunAtMs: number;
};

export type EngineLedger = Ledger & {
  readonly credits: Credits;
  readonly probe: DatabaseProbe;
  /** Of its workspaces, by their index. */
  readonly ids: readonly WorkspaceId[];
};

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
  options: {
    readonly schema: string;
    readonly workspaces: number;
    /** Only their rows are made; the first hold of each opens its period. */
    readonly isOpenedLater?: boolean;
  },
): Promise<EngineLedger> {
  const { schema, workspaces, isOpenedLater = false } = options;
  const { database, probe } = probed(postgresDatabase(pool), pool.options.pipeline === true);
  await migrateCredits(database, { schema });
  const credits = createCredits({ database, catalog, schema });
  const ids = Array.from({ length: workspaces }, (_, index) => workspaceIdOf(externalIdOf(index)));
  let next = isOpenedLater ? workspaces : 0;
  if (isOpenedLater) await insertAccounts(pool, schema, workspaces);
  async function openRest(): Promise<void> {
    for (let index = next++; index < workspaces; index = next++) {
      await credits.openWorkspace({ externalId: externalIdOf(index), plan: "endless", actor });
    }
  }
  await Promise.all(Array.from({ length: openingsAtOnce }, openRest));
  await pool.query(tables.map((table) => `analyze ${schema}.${table}`).join(";"));
  return { credits, probe, ids, ...verbsOf(credits, ids) };
}

const tables = ["accounts", "lots", "holds", "actions", "transfers", "operations", "usage_slots"];
/** The rows that `openWorkspace` makes, many at once. */
async function insertAccounts(pool: pg.Pool, schema: string, workspaces: number): Promise<void> {
  for (let first = 0; first < workspaces; first += insertedAtOnce) {
    const names = Array.from({ length: Math.min(insertedAtOnce, workspaces - first) }, (_, at) =>
      externalIdOf(first + at),
    );
    await pool.query(
      `insert into ${schema}.accounts (workspace_id, external_id, plan)
       select ('x' || left(encode(sha256(convert_to(name, 'UTF8')), 'hex'), 16))::bit(64)::bigint & ${2n ** 63n - 1n},
         name, 'endless'
       from unnest($1::text[]) as name`,
      [names],
    );
  }
}

const insertedAtOnce = 10_000;
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

function probed(database: Database, isPipelined: boolean): { database: Database; probe: DatabaseProbe } {
  const probe: DatabaseProbe = { transactions: 0, flights: 0, lastBegunAtMs: 0 };
  const transaction: Database["transaction"] = (limits, work) => {
    probe.transactions += 1;
    probe.lastBegunAtMs = performance.now();
    // Begin and commit are flights of their own, unless they travel with statements.
    probe.flights += isPipelined ? 0 : 2;
    return database.transaction(limits, (session) =>
      work({
        ...session,
        run: (statements, options) => {
          probe.flights += isPipelined ? 1 : statements.length;
          return session.run(statements, options);
        },
      }),
    );
  };
  return { probe, database: { ...database, transaction } };
}
