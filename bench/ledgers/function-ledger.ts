import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type pg from "pg";
import type { Ledger } from "./ledger.ts";
import { sampleAction, sampleCharge, sampleDeadlineMs, sampleHoldCredits, sampleUsage } from "./sample-action.ts";
import { uniqueKey } from "./unique-key.ts";

/** Puts the two functions of `one-function.sql` beside the tables of a schema. */
export async function createLedgerFunctions(client: pg.ClientBase, schema: string): Promise<void> {
  const text = await readFile(new URL("./one-function.sql", import.meta.url), "utf8");
  // The functions find the tables by this path as it is when they run: connections of the pool set it too.
  await client.query(`set search_path to ${schema}; ${text}; reset search_path`);
}

/** A ledger that asks the database once per operation, each a function in PL/pgSQL and a commit. */
export function functionLedger(pool: pg.Pool): Ledger {
  const { kind, member, document, model, estimate } = sampleAction;
  return {
    hold: async (workspace) => {
      const key = uniqueKey();
      const { rows } = await pool.query<{ hold: string }>({
        name: "bench-hold",
        text: "select bench_hold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)::text as hold",
        values: [
          workspace + 1,
          key,
          createHash("sha256").update(key).digest(),
          sampleHoldCredits,
          sampleDeadlineMs,
          kind,
          member,
          document.path,
          document.title,
          model,
          estimate.low,
          estimate.high,
        ],
      });
      return rows[0]?.hold ?? "";
    },
    settle: async (workspace, hold) => {
      const { input, output, thinking } = sampleUsage;
      await pool.query({
        name: "bench-settle",
        text: "select bench_settle($1, $2, $3, $4, $5, $6)",
        values: [workspace + 1, hold, sampleCharge, input, output, thinking],
      });
    },
  };
}
