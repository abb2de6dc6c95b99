import type { KeptBook } from "../domain/book.ts";
import type { LockedAccount } from "../store/lock-accounts.ts";
import type { Wanted } from "./load.ts";

/**
 * The most running holds that stay in memory of one workspace: far more than its callers have at once. Those that were
 * taken longest ago leave first.
 */
const holdsMax = 2_000;

/**
 * How many rows stay in memory unless the embedder says otherwise: accounts, open lots, running holds and limits
 * together, about 1 kB each with all that belongs to them.
 */
export const cacheRowsUsual = 100_000;

/** A book that has served so many batches is most likely to be right again. */
const batchesToTrust = 2;

/**
 * The books of workspaces between their batches, those used last. An entry belongs to one version of the account's row:
 * whatever another process wrote raised it. A batch takes the entries of its workspaces out and puts them back when its
 * commit is known, so that a batch that failed, or whose outcome nobody knows, leaves nothing behind.
 */
export class BookCache {
  readonly #rowsMax: number;
  readonly #entries = new Map<bigint, { readonly book: KeptBook; readonly rows: number }>();
  #rows = 0;

  /** Of at most `rowsMax` rows; with 0, of none. */
  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
  }

  /** Rows that it holds now. */
  get rows(): number {
    return this.#rows;
  }

  /** Takes the book of a locked account out, if it is of the row's version and tells all that is due at `at`. */
  take({ workspace, version, lastHash }: LockedAccount, at: Date): KeptBook | null {
    const entry = this.#entries.get(workspace);
    if (entry === undefined) return null;
    this.#remove(workspace, entry.rows);
    const { account, unreadFrom } = entry.book;
    // The hash too: a database that was set back to an older state may count the same versions again.
    const isCurrent = account.version === version && account.lastHash === lastHash;
    return isCurrent && (unreadFrom === null || at < unreadFrom) ? entry.book : null;
  }

  /**
   * Takes books out before their accounts are locked, in ascending order. Null, with all of them left where they are,
   * where one is not there, or has not served batches enough to be most likely right, or does not have what is wanted
   * of it, or all that is due at `at`.
   */
  takeTrusted(workspaces: readonly bigint[], wanted: readonly Wanted[], at: Date): readonly KeptBook[] | null {
    const books = new Map<bigint, KeptBook>();
    for (const workspace of workspaces) {
      const book = this.#entries.get(workspace)?.book;
      if (book === undefined || book.batches < batchesToTrust) return null;
      if (book.unreadFrom !== null && at >= book.unreadFrom) return null;
      books.set(workspace, book);
    }
    for (const { workspace, holds, lots = [], limit } of wanted) {
      const book = books.get(workspace);
      const hasAll = holds.every((hold) => book?.holds.has(hold)) && lots.every((lot) => book?.lots.has(lot));
      if (!hasAll || limit) return null;
    }
    for (const workspace of books.keys()) this.#remove(workspace, this.#entries.get(workspace)?.rows ?? 0);
    return [...books.values()].sort((a, b) => (a.account.workspace < b.account.workspace ? -1 : 1));
  }

  /** Keeps a book as it was committed, without what only its last batch asked for. */
  keep(book: KeptBook): void {
    if (this.#rowsMax === 0) return;
    const kept = prune(book);
    const rows = 1 + kept.lots.size + kept.holds.size + kept.limits.size;
    const { workspace } = kept.account;
    const earlier = this.#entries.get(workspace);
    if (earlier !== undefined) this.#remove(workspace, earlier.rows);
    this.#entries.set(workspace, { book: kept, rows });
    this.#rows += rows;
    for (const [oldest, entry] of this.#entries) {
      if (this.#rows <= this.#rowsMax) break;
      this.#remove(oldest, entry.rows);
    }
  }

  #remove(workspace: bigint, rows: number): void {
    this.#entries.delete(workspace);
    this.#rows -= rows;
  }
}

/** Lets go of holds that have ended, of dead lots, and of more running holds than are kept. */
function prune(book: KeptBook): KeptBook {
  const { lots, holds } = book;
  let { unreadFrom } = book;
  for (const { number, state } of holds.values()) if (state !== "held") holds.delete(number);
  for (const { number, isOpen, held } of lots.values()) if (!isOpen && held === 0n) lots.delete(number);
  for (const { number, deadline } of holds.values()) {
    if (holds.size <= holdsMax) break;
    holds.delete(number);
    if (unreadFrom === null || deadline < unreadFrom) unreadFrom = deadline;
  }
  return unreadFrom === book.unreadFrom ? book : { ...book, unreadFrom };
}
