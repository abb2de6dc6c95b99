import type { ActionFacts, OwnKeyUse } from "../types.ts";
import type { Book } from "./book.ts";
import { allocate } from "./burn-order.ts";
import type { Catalog } from "./catalog.ts";
import { putHold, takeNumber } from "./change-book.ts";
import { CreditsError, invariant } from "./errors.ts";
import type { Hold } from "./hold.ts";
import { checkLimits, countForLimits, type LimitedHolds } from "./limits.ts";
import { post } from "./post.ts";
import { type PinnedPrices, pinPrices } from "./rate-card.ts";
import { formatWorkspaceId } from "./workspace-id.ts";

export type HoldRequest = {
  readonly holds: readonly {
    readonly credits: bigint;
    readonly action: ActionFacts;
    readonly ownKey: OwnKeyUse | null;
  }[];
  readonly deadlineMs: number;
  readonly isLinked: boolean;
  readonly actor: string;
};

/**
 * Takes holds, all of them or none: what could refuse one is asked before the first is taken. Fails with
 * `workspace-suspended`, `unpriced-model`, `limit-reached` or, for the sum, `insufficient-credits`.
 */
export function takeHolds(book: Book, catalog: Catalog, request: HoldRequest): readonly Hold[] {
  const { now } = book;
  refuseSuspended(book);
  const priced = request.holds.map((wanted) => {
    const { model } = wanted.action;
    return { ...wanted, prices: model === null ? null : pinPrices(catalog, model, now) };
  });
  checkHolds(book, request.holds);
  return priced.map((wanted) => takeOne(book, wanted, request));
}

/**
 * Asks whether holds would be taken, all together, and changes nothing. Fails with `workspace-suspended`,
 * `limit-reached` or, for the sum, `insufficient-credits`.
 */
export function checkHolds(book: Book, holds: LimitedHolds): void {
  const { available } = book;
  refuseSuspended(book);
  checkLimits(book, holds);
  const needed = holds.reduce((sum, { credits }) => sum + credits, 0n);
  // On an advanced book only living lots have anything available.
  if (needed > available) {
    throw new CreditsError("insufficient-credits", { needed, available, shortfall: needed - available });
  }
}

function refuseSuspended({ account }: Book): void {
  if (!account.isSuspended) return;
  throw new CreditsError("workspace-suspended", { workspace: formatWorkspaceId(account.workspace) });
}

type Priced = HoldRequest["holds"][number] & { readonly prices: PinnedPrices | null };

function takeOne(book: Book, { credits, action, ownKey, prices }: Priced, request: HoldRequest): Hold {
  const { now, databaseNow } = book;
  const draws = allocate(book.lots.values(), credits, now);
  invariant(draws !== null, "what covers the sum covers each part");
  const hold: Hold = {
    number: takeNumber(book),
    credits,
    draws,
    state: "held",
    placedAt: databaseNow,
    deadline: new Date(databaseNow.getTime() + request.deadlineMs),
    isLinked: request.isLinked,
    end: null,
    kind: action.kind,
    member: action.member,
    startedAt: now,
    prices,
    ownKey: ownKey && { ...ownKey, cost: null },
    refunded: 0n,
    refundLines: 0,
  };
  const line = { cause: "hold", hold: hold.number, actor: request.actor } as const;
  for (const [part, { lot, credits: drawn }] of draws.entries()) {
    post(book, { ...line, lot, credits: drawn, part, from: "available", to: "held" });
  }
  putHold(book, hold);
  countForLimits(book, hold, { hold: "begins" });
  book.changes.actionStarts.push({ number: hold.number, facts: action });
  return hold;
}
