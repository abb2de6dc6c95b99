import type { Balance, LotSource, LotView } from "../types.ts";
import { isDue } from "./advance.ts";
import type { Book } from "./book.ts";
import { compareBurnOrder } from "./burn-order.ts";
import type { Catalog } from "./catalog.ts";
import { resetFrom } from "./change-plan.ts";
import { invariant } from "./errors.ts";
import { formatLocalId } from "./local-id.ts";
import { isExpired, type Lot } from "./lot.ts";
import { entitlementAt } from "./unpaid.ts";
import { formatWorkspaceId } from "./workspace-id.ts";

/**
 * What people see of an advanced book. `lots`, `held` and `available` are of the lots alive now; `spent` is what the
 * actions of this period
 * cost, also from lots that have died since; each source's figure is what it brought to this period: available + held +
 * spent.
 */
export function summarizeBalance(book: Book, catalog: Catalog): Balance {
  const { account } = book;
  invariant(account.period !== null, "the book was not advanced");
  const coming = account.pending && isDue(account.pending, account.period.end) ? account.pending : null;
  const open = [...book.lots.values()].filter((lot) => lot.isOpen);
  const alive = open.filter((lot) => !isExpired(lot, book.now)).sort(compareBurnOrder);
  const brought = (isMeant: (lot: Lot) => boolean): bigint => {
    const living = sum(alive.filter(isMeant), (lot) => lot.available + lot.held);
    return living + sum(open.filter(isMeant), (lot) => lot.spentInPeriod);
  };
  const broughtBy = (source: LotSource): bigint => brought((lot) => lot.source === source);
  return {
    workspace: formatWorkspaceId(account.workspace),
    plan: account.plan,
    nextPlan: account.pending?.plan ?? null,
    nextPlanAt: account.pending && resetFrom(book, account.pending.from),
    nextMonthlyCredits: entitlementAt({ ...account, ...coming }, catalog, account.period.end),
    trialEndsAt: account.trialDays !== null && account.trialDays > 0 ? account.period.end : null,
    unpaidFrom: account.unpaid?.from ?? null,
    isSuspended: account.isSuspended,
    period: account.period,
    monthly: broughtBy("monthly"),
    topUps: broughtBy("top-up"),
    goodwill: broughtBy("goodwill"),
    refunds: brought((lot) => lot.refundOf !== null),
    spent: sum(open, (lot) => lot.spentInPeriod),
    held: sum(alive, (lot) => lot.held),
    expired: sum(open, (lot) => lot.expired),
    available: sum(alive, (lot) => lot.available),
    lots: alive.map((lot) => viewOfLot(lot, account.workspace)),
    asOf: book.now,
    version: Number(account.version),
  };
}

function sum(lots: readonly Lot[], partOf: (lot: Lot) => bigint): bigint {
  return lots.reduce((total, lot) => total + partOf(lot), 0n);
}

/** A lot as people see it. */
export function viewOfLot(lot: Lot, workspace: bigint): LotView {
  const { source, granted, available, held, spent, expired, reversed, expiresAt } = lot;
  const id = formatLocalId("lot", workspace, lot.number);
  const refundOf = lot.refundOf === null ? null : formatLocalId("act", workspace, lot.refundOf);
  return { id, source, granted, available, held, spent, expired, reversed, expiresAt, refundOf };
}
