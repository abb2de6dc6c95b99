import type { Engine } from "../batch/run-batch.ts";
import { viewOfLot } from "../domain/balance.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { isExpired, type Lot } from "../domain/lot.ts";
import { originOf } from "../domain/lot-origin.ts";
import type { LotHistory, LotsPage } from "../log-types.ts";
import { selectLotNumbers } from "../store/lot-numbers.ts";
import { selectLots } from "../store/lots.ts";
import { ask } from "../store/statement.ts";
import type { WorkspaceId } from "../types.ts";
import { checkLot, checkWorkspace } from "./check-id.ts";
import { checkWholeNumber } from "./check-input.ts";
import { askBook } from "./question.ts";

export type ListLots = { readonly workspace: WorkspaceId; readonly limit?: number; readonly cursor?: string };

/**
 * Every grant of a workspace and what became of it, newest first. Fails with `workspace-not-found`, and with
 * `lot-not-found` for a cursor that is none.
 */
export async function listLots(engine: Engine, input: ListLots): Promise<LotsPage> {
  const workspace = checkWorkspace(input.workspace);
  const limit = checkWholeNumber(input.limit ?? 50, "limit", { least: 1, most: 200 });
  const before = input.cursor === undefined ? null : checkLot(workspace, input.cursor);
  return askBook(engine, workspace, async (book, session) => {
    const numbers = await ask(session, selectLotNumbers(engine.sql, { workspace, before, limit: limit + 1 }));
    const named = numbers.map((number) => ({ workspace, number }));
    const stored = await ask(session, selectLots(engine.sql, named));
    // What time alone has brought about is in the book before it is written: a new month's lot, an old one's end.
    const isAsked = ({ number }: Lot) => before === null || number < before;
    const unwritten = [...book.lots.values()].filter((lot) => isAsked(lot) && lot.number > (numbers[0] ?? 0n));
    const lots = [...unwritten, ...stored.map((lot) => book.lots.get(lot.number) ?? lot)];
    lots.sort((a, b) => Number(b.number - a.number));
    const shown = lots.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor = last === undefined || lots.length <= limit ? null : formatLocalId("lot", workspace, last.number);
    return { items: shown.map((lot) => historyOf(lot, workspace, book.now)), nextCursor };
  });
}

function historyOf(lot: Lot, workspace: bigint, now: Date): LotHistory {
  return { ...viewOfLot(lot, workspace), ...originOf(lot), isAlive: !isExpired(lot, now) };
}
