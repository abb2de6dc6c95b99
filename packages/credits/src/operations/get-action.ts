import type { Engine } from "../batch/run-batch.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatLocalId } from "../domain/local-id.ts";
import type { Lot } from "../domain/lot.ts";
import { originOf } from "../domain/lot-origin.ts";
import { priceUsage } from "../domain/rate-card.ts";
import type { ReplayedLine } from "../domain/replay.ts";
import type { ActionReceipt, ActionRecord, LotOrigin, TransferView } from "../log-types.ts";
import { type LoggedAction, selectAction } from "../store/action-log.ts";
import { selectLots } from "../store/lots.ts";
import { ask } from "../store/statement.ts";
import { selectTransfersOfHold } from "../store/transfers.ts";
import type { WorkspaceId } from "../types.ts";
import { checkAction, checkWorkspace } from "./check-id.ts";
import { recordOf } from "./list-actions.ts";
import { askBook } from "./question.ts";

export type GetAction = { readonly workspace: WorkspaceId; readonly action: string };
export type ActionWithReceipt = {
  readonly action: ActionRecord;
  readonly receipt: ActionReceipt | null;
  readonly transfers: readonly TransferView[];
  /** The lots that the transfers name, the oldest first. */
  readonly lots: readonly LotOrigin[];
};

/** One action with the arithmetic of its charge and its ledger lines. Fails with `action-not-found`. */
export async function getAction(engine: Engine, input: GetAction): Promise<ActionWithReceipt> {
  const workspace = checkWorkspace(input.workspace);
  const number = checkAction(workspace, input.action);
  return askBook(engine, workspace, async ({ databaseNow }, session) => {
    const [action] = await ask(session, selectAction(engine.sql, { workspace, number, databaseNow }));
    if (!action) throw new CreditsError("action-not-found", { action: input.action });
    const transfers = await ask(session, selectTransfersOfHold(engine.sql, workspace, number));
    const numbers = [...new Set(transfers.map(({ lot }) => lot))];
    const lots = await ask(
      session,
      selectLots(
        engine.sql,
        numbers.map((lot) => ({ workspace, number: lot })),
      ),
    );
    return {
      action: recordOf(workspace, action),
      receipt: receiptOf(action),
      transfers: transfers.map((transfer) => viewOf(workspace, transfer)),
      lots: lots.toSorted((a, b) => Number(a.number - b.number)).map((lot) => lotOf(workspace, lot)),
    };
  });
}

/** The sum that led to the charge, with the prices pinned at the hold; null where no tokens were priced. */
function receiptOf({ prices, usage, held }: LoggedAction): ActionReceipt | null {
  if (prices === null || usage === null) return null;
  const receipt = priceUsage(prices, usage);
  return { ...receipt, credits: receipt.credits < held ? receipt.credits : held };
}

function viewOf(workspace: bigint, transfer: ReplayedLine): TransferView {
  const { sequence, from, to, credits, cause, at } = transfer;
  return { sequence, from, to, credits, lot: formatLocalId("lot", workspace, transfer.lot), cause, at };
}

function lotOf(workspace: bigint, lot: Lot): LotOrigin {
  const { number, source, granted, expiresAt, refundOf } = lot;
  return {
    id: formatLocalId("lot", workspace, number),
    source,
    granted,
    ...originOf(lot),
    expiresAt,
    refundOf: refundOf === null ? null : formatLocalId("act", workspace, refundOf),
  };
}
