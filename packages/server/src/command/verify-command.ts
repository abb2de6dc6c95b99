import type { PlanUse } from "@dokly/credits";
import { type VerifiedLedger, verifyLedger } from "../ledger/verify-ledger.ts";
import { withDatabase } from "./command-database.ts";
import { type Command, exitCodes } from "./command-line.ts";
import { readLine } from "./read-line.ts";
import { textTable } from "./text-table.ts";
import { toJson } from "./to-json.ts";

/** Works the ledger out again and names each row that differs. */
export const verifyCommand: Command = {
  words: ["verify"],
  summary: "Work every balance out again from the transfers, and name each difference",
  help: `npx dokly verify [--workspace ID] [--json]
  Works every sum out again from the transfers: balances, lots, holds, charges, the chart, limits, idempotency keys, the
  hash chain. Names each row that differs, with what it should be and what it is. Writes nothing, takes no lock, and is
  safe while the server runs: what moves meanwhile is no difference.
  --workspace  one workspace (ws_…); without it all of them
  Ends with 0 where all is well, 1 where something differs.`,
  async run(rest, around) {
    const { values } = readLine(rest, { json: { type: "boolean" }, workspace: { type: "string" } });
    const { workspace } = values;
    const verified = await withDatabase(around, async ({ credits }) => {
      if (workspace !== undefined) return await verifyLedger(credits, { workspace });
      const total = countOf(await credits.countPlans());
      const onProgress = (done: number): void => around.showProgress?.(`Looked at ${done} of ${total} workspaces …`);
      return await verifyLedger(credits, { onProgress });
    });
    around.showProgress?.(null);
    around.write(values.json ? toJson(wireOf(verified)) : describe(verified));
    return verified.differences.length === 0 ? exitCodes.done : exitCodes.found;
  },
};

function countOf(uses: readonly PlanUse[]): number {
  return uses.reduce((sum, { workspaces }) => sum + workspaces, 0);
}

function wireOf({ checked, differences }: VerifiedLedger) {
  return {
    ok: differences.length === 0,
    checked,
    differences: differences.map(({ workspace, table, row, column, expected, found }) => ({
      workspace,
      table,
      row,
      column,
      expected,
      found,
    })),
  };
}

function describe({ checked, differences }: VerifiedLedger): string {
  const { workspaces, transfers, lots, holds } = checked;
  const seen = `Looked at ${transfers} transfers, ${lots} lots and ${holds} holds of ${workspaces} workspaces`;
  if (differences.length === 0) return `${seen}: no difference.\n`;
  const rows = differences.map(({ workspace, table, row, column, expected, found }) => [
    workspace,
    table,
    row,
    column,
    expected,
    found,
  ]);
  const table = textTable(["workspace", "table", "row", "column", "expected", "found"], rows);
  return `${table}${seen}: ${differences.length === 1 ? "1 difference" : `${differences.length} differences`}.\n`;
}
