import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseWorkspaceId } from "@dokly/credits";
import type pg from "pg";
import { z } from "zod";
import type { LoadTotals } from "./load-messages.ts";

/** What has to be true after the load, and was not; empty where all is well. */
export type LedgerCheck = { readonly wrong: readonly string[]; readonly transfers: number; readonly seconds: number };

export type CheckLedger = {
  readonly client: pg.ClientBase;
  readonly databaseUrl: string;
  readonly bundle: string;
  readonly folder: string;
  readonly totals: readonly LoadTotals[];
};

const verified = z.object({ ok: z.boolean(), checked: z.object({ transfers: z.coerce.number() }) });
const shownMax = 5;

/**
 * Compares what the replies said with what is stored, workspace by workspace, looks for holds that were left, and runs
 * `dokly verify`, which works everything out again.
 */
export async function checkLedger(input: CheckLedger): Promise<LedgerCheck> {
  const beganAtMs = performance.now();
  const wrong = await findStrayCharges(input);
  const { code, output } = await runVerify(input);
  const reply = verified.safeParse(parseJson(output));
  if (code !== 0 || !reply.success || !reply.data.ok) wrong.push(`verify ended with ${code}: ${output.slice(0, 500)}`);
  const transfers = reply.success ? reply.data.checked.transfers : 0;
  return { wrong, transfers, seconds: (performance.now() - beganAtMs) / 1_000 };
}

async function findStrayCharges({ client, totals }: CheckLedger): Promise<string[]> {
  const told = new Map<string, number>();
  for (const { charged } of totals) {
    for (const [workspace, credits] of Object.entries(charged)) {
      const id = String(parseWorkspaceId(workspace));
      told.set(id, (told.get(id) ?? 0) + credits);
    }
  }
  const { rows } = await client.query<{ workspace: string; charged: string; held: string }>(
    `select workspace_id::text as workspace, coalesce(sum(charged), 0)::text as charged,
       count(*) filter (where state = 'held')::text as held
     from credits.holds where workspace_id = any($1::bigint[]) group by workspace_id`,
    [[...told.keys()]],
  );
  const stored = new Map(rows.map((row) => [row.workspace, row]));
  const wrong: string[] = [];
  for (const [workspace, credits] of told) {
    const row = stored.get(workspace);
    if (Number(row?.charged ?? 0) !== credits) {
      wrong.push(`workspace ${workspace}: replies said ${credits} credits, stored are ${row?.charged ?? 0}`);
    }
    if (Number(row?.held ?? 0) !== 0) wrong.push(`workspace ${workspace}: ${row?.held} holds were left`);
  }
  return wrong.slice(0, shownMax);
}

async function runVerify({ databaseUrl, bundle, folder }: CheckLedger): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(bundle, "dokly.js"), "verify", "--json"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", DATABASE_URL: databaseUrl, DOKLY_CONFIG: join(folder, "plans.json") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? -1, output };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
