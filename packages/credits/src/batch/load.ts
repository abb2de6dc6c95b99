import { type Clock, readClock } from "../clock.ts";
import type { Session } from "../database/port.ts";
import { type Account, type Book, openBook, type StoredOperation } from "../domain/book.ts";
import type { Hold } from "../domain/hold.ts";
import type { LimitCounter, LimitScope } from "../domain/limits.ts";
import type { Lot } from "../domain/lot.ts";
import { selectHolds } from "../store/holds.ts";
import { selectCounts, selectLimits } from "../store/limits.ts";
import { selectLots, selectOpenLots } from "../store/lots.ts";
import { selectOperations } from "../store/operations.ts";
import { ask, type Sql } from "../store/statement.ts";
import { selectNow } from "../store/time.ts";
import type { Of } from "../store/write-rows.ts";

/** What a book must have beside its account and its open lots. */
export type Wanted = {
  readonly workspace: bigint;
  readonly holds: readonly bigint[];
  readonly operation: { readonly operation: string; readonly key: string } | null;
  /** A limit about to be set: its counters are worked out if they are not kept yet. */
  readonly limit?: LimitScope;
  /** Lots beside the open ones. */
  readonly lots?: readonly bigint[];
};

/** Operations whose subjects are holds: what a replay answers is read from them. */
const holdOperations: ReadonlySet<string> = new Set(["hold", "holds", "settle", "release"]);

/**
 * Reads the books of accounts that were locked by an earlier statement, or are read in one snapshot. The clock is read
 * first: nothing
 * that is read after it can be older.
 */
export async function loadBooks(
  session: Session,
  { sql, clock }: { readonly sql: Sql; readonly clock: Clock },
  accounts: readonly Account[],
  wanted: readonly Wanted[],
): Promise<Map<bigint, Book>> {
  const ids = new Set(accounts.map(({ workspace }) => workspace));
  const asked = wanted.filter(({ workspace }) => ids.has(workspace));
  const now = selectNow(sql);
  const named = asked.flatMap(({ workspace, operation }) => (operation ? [{ workspace, ...operation }] : []));
  const stored = selectOperations(sql, named);
  const [nowRows = [], storedRows = []] = await session.run(
    named.length > 0 ? [now.statement, stored.statement] : [now.statement],
  );
  const time = readClock(clock, nowRows.map(now.fromRow)[0] ?? new Date(Number.NaN));
  const operations = storedRows.map(stored.fromRow);
  const holds = selectHolds(sql, holdsOf(asked, operations), { workspaces: [...ids], at: time.database });
  const lots = selectOpenLots(sql, [...ids]);
  const [holdRows = [], lotRows = []] = await session.run([holds.statement, lots.statement]);
  return bind(accounts, time, {
    lots: [...(await loadLots(session, sql, asked)), ...lotRows.map(lots.fromRow)],
    holds: holdRows.map(holds.fromRow),
    operations,
    limits: await loadLimits(session, sql, accounts, asked),
  });
}

/** Lots that few commands name: those that are dead are in no book otherwise. */
async function loadLots(session: Session, sql: Sql, asked: readonly Wanted[]): Promise<readonly Of<Lot>[]> {
  const named = asked.flatMap(({ workspace, lots = [] }) => lots.map((number) => ({ workspace, number })));
  return named.length > 0 ? await ask(session, selectLots(sql, named)) : [];
}

/** Few workspaces have limits: the others are spared the statements. */
async function loadLimits(
  session: Session,
  sql: Sql,
  accounts: readonly Account[],
  asked: readonly Wanted[],
): Promise<readonly Of<LimitCounter>[]> {
  const limited = accounts.filter(({ hasLimits }) => hasLimits).map(({ workspace }) => workspace);
  const stored = limited.length > 0 ? await ask(session, selectLimits(sql, limited)) : [];
  const starts = new Map(accounts.map(({ workspace, period }) => [workspace, period?.start ?? new Date(0)]));
  const wanted = asked.flatMap(({ workspace, limit }) => {
    const since = starts.get(workspace);
    return limit && since ? [{ ...limit, workspace, since }] : [];
  });
  const counted = wanted.length > 0 ? await ask(session, selectCounts(sql, wanted)) : [];
  return [...counted, ...stored];
}

function holdsOf(asked: readonly Wanted[], operations: readonly Of<StoredOperation>[]) {
  const named = asked.flatMap(({ workspace, holds }) => holds.map((number) => ({ workspace, number })));
  const stored = operations
    .filter(({ operation }) => holdOperations.has(operation))
    .flatMap(({ workspace, subjects }) => subjects.map((number) => ({ workspace, number })));
  return [...named, ...stored];
}

/** Sorts rows of many workspaces into one book each. */
function bind(
  accounts: readonly Account[],
  time: ReturnType<typeof readClock>,
  rows: {
    readonly lots: readonly Of<Lot>[];
    readonly holds: readonly Of<Hold>[];
    readonly operations: readonly Of<StoredOperation>[];
    readonly limits: readonly Of<LimitCounter>[];
  },
): Map<bigint, Book> {
  const lots = Map.groupBy(rows.lots, ({ workspace }) => workspace);
  const holds = Map.groupBy(rows.holds, ({ workspace }) => workspace);
  const operations = Map.groupBy(rows.operations, ({ workspace }) => workspace);
  const limits = Map.groupBy(rows.limits, ({ workspace }) => workspace);
  return new Map(
    accounts.map((account) => [
      account.workspace,
      openBook(
        {
          account,
          lots: lots.get(account.workspace) ?? [],
          holds: holds.get(account.workspace) ?? [],
          operations: operations.get(account.workspace) ?? [],
          limits: limits.get(account.workspace) ?? [],
        },
        time,
      ),
    ]),
  );
}
