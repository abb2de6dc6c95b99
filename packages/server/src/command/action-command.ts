import type { ActionDetail } from "@dokly/contract";
import { workspaceOfId } from "@dokly/credits";
import { createActionReader } from "../credits/action-reader.ts";
import { openTables } from "../database/open-tables.ts";
import { actToWire } from "../operator/act-to-wire.ts";
import { selectOperatorAudit } from "../operator/operator-audit.ts";
import { readWorkspaceNames } from "../operator/operator-request.ts";
import { withDatabase } from "./command-database.ts";
import { type Command, CommandStopped, exitCodes } from "./command-line.ts";
import { readLine } from "./read-line.ts";
import { textFields, textTable } from "./text-table.ts";
import { toJson } from "./to-json.ts";

const actsShown = 100;

/** Shows what became of one action, to the credit. */
export const actionShow: Command = {
  words: ["action", "show"],
  summary: "Show an action: its charge with its sum, its transfers, what operators did",
  help: `npx dokly action show ACTION [--json]
  Shows one action by its id (act_…): who ran it where, its estimate, hold and charge, the tokens and prices that the
  charge came from, its transfers, and what operators did about it.
  Ends with 0, or 4 where there is none.`,
  async run(rest, around) {
    const { values, positionals } = readLine(rest, { json: { type: "boolean" } }, ["ACTION"]);
    const [id = ""] = positionals;
    const workspace = workspaceOfId("act", id);
    if (workspace === null) throw new CommandStopped("refused", `"${id}" is no id of an action (act_…).`);
    return await withDatabase(around, async ({ settings, pool, credits }) => {
      const reader = createActionReader({ credits, database: openTables(pool), hasUndo: settings.hasUndo });
      const action = await reader.readDetail(workspace, id);
      const acts = await selectOperatorAudit(pool, { filter: { target: id }, after: null, limit: actsShown });
      const shown = {
        workspace: (await readWorkspaceNames({ pool }, [workspace]))(workspace),
        action,
        refundable: action.charged - action.refunded,
        acts: acts.map(actToWire),
      };
      around.write(values.json ? toJson(shown) : describe(shown));
      return exitCodes.done;
    });
  },
};

type Shown = {
  readonly workspace: { readonly id: string; readonly name: string };
  readonly action: ActionDetail;
  readonly refundable: number;
  readonly acts: readonly ReturnType<typeof actToWire>[];
};

function describe({ workspace, action, refundable, acts }: Shown): string {
  const { estimate, failure, receipt, transfers } = action;
  const parts = [
    textFields([
      ["action", action.id],
      ["workspace", `${workspace.name} (${workspace.id})`],
      ["kind", action.kind],
      ["member", action.member?.name ?? null],
      ["page", action.document?.path ?? null],
      ["started", action.startedAt],
      ["ended", action.endedAt],
      ["outcome", [action.status, ...action.tags].join(", ")],
      ["failure", failure === null ? null : `${failure.code}: ${failure.message}`],
      ["model", action.model],
      ["estimate", estimate === null ? null : `${estimate.low}–${estimate.high}`],
      ["held", action.held],
      ["charged", action.charged],
      ["refunded", action.refunded],
      ["refundable", refundable],
    ]),
  ];
  if (receipt !== null) {
    const rows = receipt.lines.map((line) => [line.what, line.tokens, line.nanoDollarsPerToken, line.nanoDollars]);
    const { providerCostNanoDollars: cost, nanoDollarsPerCredit: each, credits, rateCard } = receipt;
    parts.push(
      textTable(["tokens", "count", "n$ each", "n$"], rows) +
        `${cost} n$ ÷ ${each} n$ a credit, rounded up: ${credits} credits (rate card ${rateCard})\n`,
    );
  }
  const lines = transfers.map((line) => [
    line.sequence,
    line.at,
    line.cause,
    line.from,
    line.to,
    line.credits,
    line.lot,
  ]);
  parts.push(textTable(["#", "at", "cause", "from", "to", "credits", "lot"], lines));
  if (acts.length > 0) {
    const rows = acts.map(({ at, act, by, reason, outcome }) => [at, act, by.name, outcome?.outcome ?? null, reason]);
    parts.push(textTable(["at", "act", "by", "outcome", "reason"], rows));
  }
  return parts.join("\n");
}
