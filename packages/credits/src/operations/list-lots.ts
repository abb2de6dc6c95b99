import type { Engine } from "../batch/run-batch.ts";
import { viewOfLot } from "../domain/balance.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { isExpired, type Lot, originOf } from "../domain/lot.ts";
import type { LotHistory, LotsPage } from "../log-types.ts";
import { selectNewestLots } from "../store/lots.ts";
import { ask } from "../store/statement.ts";
import type { WorkspaceId } from "../types.ts";
import { checkLot, checkWorkspace } from "./check-id.ts";
import { checkWholeNumber } from "./check-input.ts";
import { askBook } from "./question.ts";

export type ListLots = { readonly workspace: WorkspaceId; readonly limit?: number; readonly cursor?: string };

/** Every grant of a workspace and what became of it, newest first. Fails with `workspace-not-found`, `lot-not-found`. */
export async function listLots(engine: Engine, input: ListLots): Promise<LotsPage> {
  const workspace = checkWorkspace(input.workspace);
  const limit = checkWholeNumber(input.limit ?? 50, "limit", { least: 1, most: 200 });
  const before = input.cursor === undefined ? null : checkLot(workspace, input.cursor);
  return askBook(engine, workspace, async (book, session) => {
    const stored = await ask(session, selectNewestLots(engine.sql, { workspace, before, limit: limit + 1 }));
    // What time alone has brought about is in the book before it is written: a new month's lot, an old one's end.
    const isAsked = ({ number }: Lot) => before === null || number < before;
    const unwritten = [...book.lots.values()].filter((lot) => isAsked(lot) && isNewer(lot, stored));
    const lots = [...unwritten, ...stored.map((lot) => book.lots.get(lot.number) ?? lot)];
    lots.sort((a, b) => Number(b.number - a.number));
    const shown = lots.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor = last === undefined || lots.length <= limit ? null : formatLocalId("lot", workspace, last.number);
    return { items: shown.map((lot) => historyOf(lot, workspace, book.now)), nextCursor };
  });
}

/** Whether a lot of the book is above all that are stored. */
function isNewer({ number }: Lot, stored: readonly Lot[]): boolean {
  return stored[0] === undefined || number > stored[0].number;
}

function historyOf(lot: Lot, workspace: bigint, now: Date): LotHistory {
  return { ...viewOfLot(lot, workspace), ...originOf(lot), isAlive: !isExpired(lot, now) };
}
