import type { Database } from "../../src/database/port.ts";
import { type ActionRecord, type Credits, createCredits, shippedCatalog } from "../../src/index.ts";
import { show } from "../histories/match.ts";
import { clockOf } from "../histories/test-clock.ts";
import { auditLedger } from "../model/ledger-audit.ts";
import type { Acknowledged } from "./workers.ts";

const HOUR_MS = 3_600_000;

/** Rounds of each kill test: a few in every run, more for `DOKLY_KILL_ROUNDS=50`. */
export const KILL_ROUNDS = Number(process.env["DOKLY_KILL_ROUNDS"] ?? 3);

/**
 * What is there after a crash, against what was acknowledged before it, an hour later and after one sweep.
 * Gives a sentence for each difference; an empty list means that every answer was kept, once, and nothing stayed held.
 */
export async function audit(database: Database, acknowledged: readonly Acknowledged[]): Promise<readonly string[]> {
  const clock = clockOf(() => ({ real: Date.now() + HOUR_MS, business: Date.now() + HOUR_MS }));
  const credits = createCredits({ database, catalog: shippedCatalog, clock });
  try {
    await credits.expireHolds();
    const workspaces = [...new Set(acknowledged.map(({ workspace }) => workspace))];
    const found = await Promise.all(
      workspaces.map((workspace) =>
        auditWorkspace(
          credits,
          workspace,
          acknowledged.filter((answer) => answer.workspace === workspace),
        ),
      ),
    );
    const sums = await auditLedger(async (text) => (await database.run([{ name: "", text, values: [] }]))[0] ?? []);
    const { differences } = await credits.verify({});
    return [...found.flat(), ...sums, ...differences.map((difference) => show(difference))];
  } finally {
    await credits.close();
  }
}

async function auditWorkspace(credits: Credits, workspace: string, acknowledged: readonly Acknowledged[]) {
  const problems: string[] = [];
  const log = await wholeLog(credits, workspace);
  const byHold = new Map(log.map((action) => [action.hold, action]));
  if (byHold.size !== log.length) problems.push("a hold has two actions");
  const holdOfKey = new Map<string, string>();
  for (const answer of acknowledged) {
    const { key, hold, state, charged } = answer;
    if ((holdOfKey.get(key) ?? hold) !== hold) problems.push(`the key ${key} was answered with two holds`);
    holdOfKey.set(key, hold);
    const action = byHold.get(hold);
    if (action === undefined) problems.push(`${key} was acknowledged as ${state} and is not there`);
    else if (state !== "held" && !isAsAcknowledged(action, state, charged)) {
      problems.push(`${key} was acknowledged as ${state} ${charged} and is ${action.status} ${action.charged}`);
    }
  }
  const balance = await credits.getBalance({ workspace });
  const charges = log.reduce((sum, action) => sum + action.charged, 0n);
  if (balance.held !== 0n) problems.push(`${balance.held} credits are still held`);
  if (balance.spent !== charges) problems.push(`${balance.spent} spent, the charges are ${charges}`);
  if (log.some(({ status }) => status === "running")) problems.push("an action is still running");
  return problems;
}

function isAsAcknowledged(action: ActionRecord, state: Acknowledged["state"], charged: number): boolean {
  const isSettled = action.status === "succeeded";
  return isSettled === (state === "settled") && action.charged === BigInt(charged);
}

async function wholeLog(credits: Credits, workspace: string): Promise<readonly ActionRecord[]> {
  const items: ActionRecord[] = [];
  let cursor: string | null = null;
  do {
    const page = await credits.listActions({ workspace, limit: 100, ...(cursor === null ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
