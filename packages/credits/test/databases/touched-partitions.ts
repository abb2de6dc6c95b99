import type { Row, Session, SqlValue, Statement } from "../../src/database/port.ts";
import { partitionSchema, partitionsPerTable } from "./partition-tables.ts";

/**
 * What PostgreSQL counted of this connection and has not yet added to its statistics: scans, those too that found
 * nothing, and rows written.
 */
const counted: Statement = {
  name: "test.count-partitions",
  text: `select relname as partition,
      coalesce(seq_scan, 0) + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del as count
    from pg_catalog.pg_stat_xact_user_tables where schemaname = '${partitionSchema}'`,
  values: [],
};

export type TouchedPartitions = {
  /** The session to work with: hears which workspaces are named. */
  readonly session: Session;
  /** After the work: partitions that were scanned or written and hold none of the workspaces named. */
  violations(): Promise<readonly string[]>;
};

/** Follows which partitions a transaction touches. */
export async function touchedPartitions(session: Session): Promise<TouchedPartitions> {
  const workspaces = new Set<bigint>();
  const names = new Set<string>();
  // A plan for the values at hand, as a distributed planner makes: one for all values searches every partition.
  await session.run([{ name: "test.plan-values", text: "set local plan_cache_mode = force_custom_plan", values: [] }]);
  const before = await countsOf(session);
  return {
    session: {
      ...session,
      // Without the options: this transaction asks for something after what the engine asks last.
      run: (statements) => {
        for (const { name, values } of statements) {
          names.add(name);
          for (const workspace of workspacesIn(values)) workspaces.add(workspace);
        }
        return session.run(statements);
      },
    },
    violations: async () => {
      const after = await countsOf(session);
      const touched = [...after].filter(([partition, count]) => count !== (before.get(partition) ?? 0n));
      const allowed = new Set(await Promise.all([...workspaces].map((workspace) => remainderOf(session, workspace))));
      return touched
        .filter(([partition]) => !allowed.has(Number(partition.slice(partition.lastIndexOf("_") + 1))))
        .map(([partition]) => `${partition} was touched and holds no workspace of ${[...names].join(", ")}`);
    },
  };
}

async function countsOf(session: Session): Promise<ReadonlyMap<string, bigint>> {
  const [rows = []] = await session.run([counted]);
  return new Map(rows.map((row: Row) => [String(row["partition"]), BigInt(String(row["count"]))]));
}

/** Numbers of workspaces among parameters: 63 bits of a hash, which no amount or row number of a test comes near. */
function workspacesIn(values: readonly SqlValue[]): readonly bigint[] {
  return values
    .flatMap((value) => String(value).split(/[{},]/))
    .filter((text) => /^"?\d{14,19}"?$/.test(text))
    .map((text) => BigInt(text.replaceAll('"', "")));
}

const remainders = new Map<bigint, number>();

async function remainderOf(session: Session, workspace: bigint): Promise<number> {
  const known = remainders.get(workspace);
  if (known !== undefined) return known;
  const text = `select remainder from generate_series(0, ${partitionsPerTable - 1}) as remainder
    where satisfies_hash_partition('credits.accounts'::regclass, ${partitionsPerTable}, remainder, $1::bigint)`;
  const [rows = []] = await session.run([{ name: "test.remainder-of", text, values: [workspace] }]);
  const remainder = Number(rows[0]?.["remainder"]);
  remainders.set(workspace, remainder);
  return remainder;
}
