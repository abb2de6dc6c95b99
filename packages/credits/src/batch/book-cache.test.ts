import { describe, expect, test } from "vitest";
import type { Account, KeptBook } from "../domain/book.ts";
import type { Hold } from "../domain/hold.ts";
import type { LimitScope } from "../domain/limit-scope.ts";
import { newLot } from "../domain/lot.ts";
import { BookCache } from "./book-cache.ts";
import type { Wanted } from "./load.ts";

const at = (seconds: number): Date => new Date(Date.UTC(2027, 0, 1, 0, 0, seconds));

function account(workspace: bigint, version = 1n): Account {
  return { workspace, version, lastHash: `hash of ${version}` } as Account;
}

function hold(number: bigint, deadline: Date, state: Hold["state"] = "held"): Hold {
  return { number, deadline, state } as Hold;
}

function book(workspace: bigint, holds: readonly Hold[] = [], unreadFrom: Date | null = null): KeptBook {
  const byNumber = new Map(holds.map((one) => [one.number, one]));
  return { account: account(workspace), lots: new Map(), holds: byNumber, limits: new Map(), unreadFrom, batches: 0 };
}

describe("books in memory", () => {
  test("a book belongs to one version and hash of its row, and to one taker", () => {
    const cache = new BookCache(10);
    cache.keep(book(1n));
    expect(cache.take(account(1n), at(0))).toMatchObject({ account: account(1n) });
    expect(cache.take(account(1n), at(0))).toBeNull();
    cache.keep(book(1n));
    expect(cache.take(account(1n, 2n), at(0))).toBeNull();
    cache.keep(book(1n));
    expect(cache.take({ ...account(1n), lastHash: "of another history" }, at(0))).toBeNull();
    expect(cache.rows).toBe(0);
  });

  test("from the first deadline on that it may not know, it is read again", () => {
    const cache = new BookCache(10);
    cache.keep(book(1n, [], at(5)));
    expect(cache.take(account(1n), at(4))).not.toBeNull();
    cache.keep(book(1n, [], at(5)));
    expect(cache.take(account(1n), at(5))).toBeNull();
  });

  describe("before the account is locked", () => {
    const trusted = (workspace: bigint, kept: Partial<KeptBook> = {}): KeptBook => ({
      ...book(workspace, [hold(7n, at(9))]),
      batches: 2,
      ...kept,
    });
    const wanted = (holds: readonly bigint[], more: Partial<Wanted> = {}): Wanted[] => [
      { workspace: 1n, holds, operation: null, ...more },
    ];

    test("books are taken together, in ascending order, or none of them", () => {
      const cache = new BookCache(10);
      for (const workspace of [2n, 1n]) cache.keep(trusted(workspace));
      expect(cache.takeTrusted([1n, 2n, 3n], wanted([]), at(0))).toBeNull();
      expect(cache.takeTrusted([2n, 1n], wanted([7n]), at(0))?.map(({ account }) => account.workspace)).toEqual([
        1n,
        2n,
      ]);
      expect(cache.rows).toBe(0);
      expect(cache.takeTrusted([1n], wanted([]), at(0))).toBeNull();
    });

    test.each<[string, Partial<KeptBook>, Wanted[]]>([
      ["has served one batch only", { batches: 1 }, wanted([])],
      ["may miss a deadline that has passed", { unreadFrom: at(5) }, wanted([])],
      ["does not have a hold", {}, wanted([7n, 8n])],
      ["does not have a lot", {}, wanted([], { lots: [3n] })],
      ["would have to be counted for a limit", {}, wanted([], { limit: { kind: null } as unknown as LimitScope })],
    ])("one that %s stays where it is", (_, kept, asked) => {
      const cache = new BookCache(10);
      cache.keep(trusted(1n, kept));
      expect(cache.takeTrusted([1n], asked, at(5))).toBeNull();
      expect(cache.rows).toBe(2);
      cache.keep(trusted(1n));
      expect(cache.takeTrusted([1n], wanted([7n]), at(4))).toHaveLength(1);
    });
  });

  test("the books used last stay, up to so many rows; with none, none", () => {
    const cache = new BookCache(3);
    for (const workspace of [1n, 2n, 3n]) cache.keep(book(workspace));
    const first = cache.take(account(1n), at(0));
    if (first) cache.keep(first);
    cache.keep(book(4n));
    expect(cache.take(account(2n), at(0))).toBeNull();
    expect(cache.take(account(1n), at(0))).not.toBeNull();
    cache.keep(
      book(
        5n,
        [1n, 2n, 3n, 4n].map((number) => hold(number, at(9))),
      ),
    );
    expect(cache.rows).toBe(0);
    const none = new BookCache(0);
    none.keep(book(1n));
    expect(none.take(account(1n), at(0))).toBeNull();
  });

  test("holds that have ended, dead lots and all but the newest running holds leave", () => {
    const cache = new BookCache(10_000);
    const running = Array.from({ length: 2_005 }, (_, index) => hold(BigInt(index + 2), at(index)));
    const kept = book(1n, [hold(1n, at(0), "settled"), ...running], at(60));
    const lot = newLot({ number: 1n, source: "goodwill", credits: 1n, startsAt: at(0), expiresAt: null }, null);
    kept.lots.set(1n, { ...lot, isOpen: false });
    kept.lots.set(2n, { ...lot, number: 2n, isOpen: false, held: 1n });
    cache.keep(kept);
    expect(cache.rows).toBe(1 + 1 + 2_000);
    expect(cache.take(account(1n), at(0))).toBeNull();
    cache.keep(kept);
    expect(cache.take(account(1n), at(-1))?.unreadFrom).toEqual(at(60));
  });
});
