import { migrateCredits } from "@dokly/credits";
import { postgresDatabase } from "@dokly/credits/postgres";
import type pg from "pg";
import { createLedgerFunctions } from "./function-ledger.ts";

/**
 * Makes the tables of the ledgers that the engine is compared with: the engine's own, in a schema of their own, with a
 * lot per workspace that never runs out. Workspaces are numbered from 1.
 */
export async function createPeerTables(
  pool: pg.Pool,
  options: { readonly schema: string; readonly workspaces: number },
): Promise<void> {
  const { schema, workspaces } = options;
  await migrateCredits(postgresDatabase(pool), { schema });
  const client = await pool.connect();
  try {
    await createLedgerFunctions(client, schema);
    await client.query(`
      insert into ${schema}.accounts (workspace_id, external_id, plan)
        select number, 'peer-' || number, 'endless' from generate_series(1, ${workspaces}) as number;
      insert into ${schema}.lots (workspace_id, lot_id, source, granted, available, held, spent, expired, reversed,
          starts_at, is_open)
        select number, 1, 'goodwill', 1e12, 1e12, 0, 0, 0, 0, now(), true
        from generate_series(1, ${workspaces}) as number;
      analyze ${schema}.accounts; analyze ${schema}.lots`);
  } finally {
    client.release();
  }
}

/**
 * Workspaces of the compared ledgers whose sums are not those of their holds and transfers: they have to do the work
 * that they are timed for. Where `hasGaps`, lines need not be numbered one after the other.
 */
export async function countPeerDifferences(
  pool: pg.Pool,
  { schema, hasGaps = false }: { readonly schema: string; readonly hasGaps?: boolean },
): Promise<number> {
  const { rows } = await pool.query<{ differences: string }>(
    `with holds as (
      select workspace_id, sum(credits) filter (where state = 'held') as held, sum(charged) as spent, count(*) as holds,
        count(*) filter (where state = 'settled') as settles
      from ${schema}.holds group by workspace_id),
    transfers as (
      select workspace_id, count(*) as lines, max(sequence) as last from ${schema}.transfers group by workspace_id),
    usage as (select workspace_id, sum(credits) as spent from ${schema}.usage_slots group by workspace_id)
    select count(*)::text as differences from ${schema}.accounts as account
      join ${schema}.lots using (workspace_id)
      left join holds using (workspace_id)
      left join transfers using (workspace_id)
      left join usage using (workspace_id)
    where lots.held <> coalesce(holds.held, 0) or lots.spent <> coalesce(holds.spent, 0)
      or lots.spent <> coalesce(usage.spent, 0) or account.last_number <> coalesce(holds.holds, 0)
      or account.last_sequence <> coalesce(holds.holds + 2 * holds.settles, 0)
      or account.last_sequence <> coalesce(transfers.lines, 0)
      or (not $1 and account.last_sequence <> coalesce(transfers.last, 0))`,
    [hasGaps],
  );
  return Number(rows[0]?.differences ?? 0);
}
