import { type Clock, readClock } from "../clock.ts";
import type { Session } from "../database/port.ts";
import { type Book, type KeptBook, openBook, operationId, type StoredOperation } from "../domain/book.ts";
import { type LimitScope, limitId } from "../domain/limit-scope.ts";
import { selectAccounts } from "../store/accounts.ts";
import { selectHolds } from "../store/holds.ts";
import { selectCounts, selectLimits } from "../store/limits.ts";
import { type LockedAccount, lockAccounts } from "../store/lock-accounts.ts";
import { selectLots, selectOpenLots } from "../store/lots.ts";
import { selectOperations } from "../store/operations.ts";
import { askAll, type Sql } from "../store/statement.ts";
import type { Of } from "../store/write-rows.ts";
import type { BookCache } from "./book-cache.ts";
import type { DatabaseTime } from "./database-time.ts";

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

/** What loading needs. */
type Library = {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly cache: BookCache;
  readonly time: DatabaseTime;
};
type Numbered = { readonly workspace: bigint; readonly number: bigint };

/** What is known of workspaces once their rows are locked, or a snapshot has begun. */
export type Found = {
  readonly accounts: readonly LockedAccount[];
  readonly time: ReturnType<typeof readClock>;
  readonly operations: readonly Of<StoredOperation>[];
};

/** A book, and the one that it was opened on, which may be kept for the next batch. */
export type OpenedBook = { readonly book: Book; readonly kept: KeptBook };

/** Operations whose subjects are holds: what a replay answers is read from them. */
const holdOperations: ReadonlySet<string> = new Set(["hold", "holds", "settle", "release"]);

/**
 * Locks accounts, reads the clock once the last of them is locked, and then, with a snapshot that begins after the
 * locks, the keys that are named.
 * Several workspaces take what is free and leave the rest for later; one alone waits for its turn.
 */
export async function lockBooks(
  session: Session,
  { sql, clock, time }: Library,
  workspaces: readonly bigint[],
  wanted: readonly Wanted[],
): Promise<Found> {
  const named = wanted.flatMap(({ workspace, operation }) => (operation ? [{ workspace, ...operation }] : []));
  const [accounts, operations] = await askAll(session, [
    lockAccounts(sql, workspaces, workspaces.length > 1 ? "skip" : "wait"),
    named.length > 0 ? selectOperations(sql, named) : null,
  ]);
  // Without a row there is nothing that could be changed, at whatever time.
  const now = new Date(Math.max(0, ...accounts.map(({ lockedAt }) => lockedAt.getTime())));
  if (accounts.length > 0) time.hear(now);
  return { accounts, time: readClock(clock, now), operations };
}

/**
 * Opens the books of what was found: on what is in memory where that is of the row's version, on what is read now
 * where it is not.
 */
export async function loadBooks(
  session: Session,
  { sql, cache }: Pick<Library, "sql" | "cache">,
  { accounts, time, operations }: Found,
  wanted: readonly Wanted[],
): Promise<Map<bigint, OpenedBook>> {
  const kept = new Map<bigint, KeptBook>();
  const missing = new Set<bigint>();
  for (const account of accounts) {
    const book = cache.take(account, time.database);
    if (book === null) missing.add(account.workspace);
    else kept.set(account.workspace, book);
  }
  const asked = wanted.filter(({ workspace }) => kept.has(workspace) || missing.has(workspace));
  for (const { workspace, limit } of asked) if (limit && kept.delete(workspace)) missing.add(workspace);
  const holds = holdsNotIn(kept, asked, operations);
  const lots = lotsNotIn(kept, asked);
  if (missing.size > 0 || holds.length > 0 || lots.length > 0) {
    await readInto(kept, session, sql, { missing: [...missing], holds, lots, at: time.database });
  }
  const opened = new Map<bigint, OpenedBook>();
  for (const [workspace, base] of kept) opened.set(workspace, { book: openBook(base, time), kept: base });
  for (const stored of operations) {
    opened.get(stored.workspace)?.book.operations.set(operationId(stored.operation, stored.key), stored);
  }
  if (missing.size > 0) await readLimitsInto(opened, session, sql, { missing, asked });
  return opened;
}

/** Holds that are named, or that a replay answers with, and that are not in memory. */
function holdsNotIn(
  kept: ReadonlyMap<bigint, KeptBook>,
  asked: readonly Wanted[],
  operations: readonly Of<StoredOperation>[],
): readonly Numbered[] {
  const unread: Numbered[] = [];
  const want = (workspace: bigint, numbers: readonly bigint[]): void => {
    for (const number of numbers) if (!kept.get(workspace)?.holds.has(number)) unread.push({ workspace, number });
  };
  for (const { workspace, holds } of asked) want(workspace, holds);
  for (const { workspace, operation, subjects } of operations) {
    if (holdOperations.has(operation)) want(workspace, subjects);
  }
  return unread;
}

function lotsNotIn(kept: ReadonlyMap<bigint, KeptBook>, asked: readonly Wanted[]): readonly Numbered[] {
  return asked.flatMap(({ workspace, lots = [] }) =>
    lots.filter((number) => !kept.get(workspace)?.lots.has(number)).map((number) => ({ workspace, number })),
  );
}

type Unread = {
  readonly missing: readonly bigint[];
  readonly holds: readonly Numbered[];
  readonly lots: readonly Numbered[];
  readonly at: Date;
};

/** Reads whole books of workspaces, and single holds and lots of others, in one flight. */
async function readInto(kept: Map<bigint, KeptBook>, session: Session, sql: Sql, unread: Unread): Promise<void> {
  const { missing, at } = unread;
  const [accounts, openLots, holds, lots] = await askAll(session, [
    missing.length > 0 ? selectAccounts(sql, { workspaces: missing, at }) : null,
    missing.length > 0 ? selectOpenLots(sql, missing) : null,
    missing.length > 0 || unread.holds.length > 0 ? selectHolds(sql, unread.holds, { workspaces: missing, at }) : null,
    unread.lots.length > 0 ? selectLots(sql, unread.lots) : null,
  ]);
  for (const { account, nextDeadline } of accounts) {
    const book = {
      account,
      lots: new Map(),
      holds: new Map(),
      limits: new Map(),
      unreadFrom: nextDeadline,
      batches: 0,
    };
    kept.set(account.workspace, book);
  }
  for (const { workspace, ...lot } of [...lots, ...openLots]) kept.get(workspace)?.lots.set(lot.number, lot);
  for (const { workspace, ...hold } of holds) kept.get(workspace)?.holds.set(hold.number, hold);
}

/** Few workspaces have limits: the others are spared the statements. */
async function readLimitsInto(
  opened: ReadonlyMap<bigint, OpenedBook>,
  session: Session,
  sql: Sql,
  { missing, asked }: { readonly missing: ReadonlySet<bigint>; readonly asked: readonly Wanted[] },
): Promise<void> {
  const limited = [...missing].filter((workspace) => opened.get(workspace)?.book.account.hasLimits);
  const scopes = asked.flatMap(({ workspace, limit }) => {
    const book = opened.get(workspace)?.book;
    return limit && book ? [{ ...limit, workspace, since: book.account.period?.start ?? new Date(0) }] : [];
  });
  if (limited.length === 0 && scopes.length === 0) return;
  const [counted, stored] = await askAll(session, [
    scopes.length > 0 ? selectCounts(sql, scopes) : null,
    limited.length > 0 ? selectLimits(sql, limited) : null,
  ]);
  // A stored one behind one that was worked out takes its place.
  for (const { workspace, ...counter } of [...counted, ...stored]) {
    opened.get(workspace)?.book.limits.set(limitId(counter), counter);
  }
}
