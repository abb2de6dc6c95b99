import { isCreditsError, lotOfRenewal } from "@dokly/credits";
import { endOrder } from "./apply-payment.ts";
import { applyTakeBack } from "./apply-take-back.ts";
import type { Invoice, Subscription } from "./paid-object.ts";
import type { PaidObjectRow } from "./paid-object-store.ts";
import { actorOfProvider, type PaymentDependencies } from "./payment-dependencies.ts";
import { takenBackCentsOf } from "./take-back.ts";

/**
 * Brings our side to what an invoice is now. The first one puts the plan in force and moves the anchor (R3.3), an
 * upgrade's grants the difference (R3.2), a renewal's grants nothing by itself: its bucket opened at the reset. What
 * was refunded of a start or renewal takes back its share of that period; all of it makes the time unpaid (R3.5), which
 * `applySubscription` sees.
 */
export async function applyInvoice(
  deps: PaymentDependencies,
  truth: Invoice,
  { versionBefore, subscription }: { versionBefore: number; subscription: Subscription | null },
): Promise<void> {
  const workspace = truth.workspace ?? subscription?.workspace ?? null;
  if (workspace === null || truth.state !== "paid" || truth.reason === "other") return;
  const row = await deps.paidObjects.insert({
    provider: deps.provider.name,
    id: truth.id,
    kind: "invoice",
    workspace,
    order: truth.order ?? (truth.reason === "start" ? (subscription?.order ?? null) : null),
    credits: 0n,
    amountCents: truth.amountCents,
    currency: truth.currency,
    reason: truth.reason,
    plan: truth.plan ?? subscription?.plan ?? null,
    paidFrom: truth.period?.start ?? null,
    paidUntil: truth.period?.end ?? null,
    receiptUrl: truth.url,
  });
  const granted = await putInForce(deps, row, subscription);
  if (granted === null) return;
  const order = row.order === null ? null : await deps.orders.findById(row.order);
  if (order !== null) await endOrder(deps, order, { state: "granted" });
  await applyTakeBack(deps, { ...granted, version: versionBefore }, truth);
  await flagRefund(deps, granted, truth);
}

/** Puts in force what an invoice paid for, once for ever by its id; null while its workspace is gone. */
async function putInForce(
  deps: PaymentDependencies,
  row: PaidObjectRow,
  subscription: Subscription | null,
): Promise<PaidObjectRow | null> {
  const { paidObjects, credits, flags, provider } = deps;
  if (row.grantedAt !== null) return row;
  if (!(await deps.hasWorkspace(row.workspace))) {
    await flags.raise({
      kind: "workspace-gone",
      workspace: row.workspace,
      subject: row.id,
      detail: `Invoice ${row.id} was paid for a workspace that is gone. Refund it at the payment provider.`,
    });
    return null;
  }
  let made: { lot: string | null; granted: bigint } = { lot: null, granted: 0n };
  if (row.reason !== "renewal" && row.plan !== null) {
    const anchor = row.reason === "start" && subscription !== null ? { anchor: subscription.anchor } : {};
    made = await changePlanOnce(deps, row.plan, { row, ...anchor, actor: actorOfProvider(provider) });
  }
  if (row.reason === "start" && subscription !== null) {
    const named = { provider: provider.name, id: subscription.id };
    await deps.subscriptions.insert(subscription, { provider: provider.name, workspace: row.workspace });
    await deps.subscriptions.setStarted(named, deps.now());
  }
  if (row.reason === "upgrade") await switchPrice(deps, row);
  const balance = await credits.getBalance({ workspace: row.workspace });
  const lot =
    row.reason === "renewal"
      ? row.paidFrom && lotOfRenewal(balance, { paidFrom: row.paidFrom, plan: row.plan }, deps.catalog)
      : (balance.lots.find(({ id }) => id === made.lot) ?? null);
  // A year pays for twelve periods: a part of it is no share of this one.
  const isShare = row.reason === "upgrade" || subscription?.interval === "month";
  await paidObjects.setGranted(row, {
    lot: lot?.id ?? made.lot,
    lotCredits: isShare ? (lot?.granted ?? null) : null,
    expiresAt: lot?.expiresAt ?? null,
    at: deps.now(),
  });
  return (await paidObjects.find(row)) ?? row;
}

async function changePlanOnce(
  { credits, flags }: PaymentDependencies,
  plan: string,
  { row, anchor, actor }: { row: PaidObjectRow; anchor?: Date; actor: string },
): Promise<{ lot: string | null; granted: bigint }> {
  const key = `paid-object:${row.provider}:${row.id}`;
  try {
    const input = { workspace: row.workspace, plan, when: "now", actor, key } as const;
    return await credits.changePlan(anchor === undefined ? input : { ...input, anchor });
  } catch (error) {
    if (!isCreditsError(error, "invalid-argument")) throw error;
    // The catalogue lost this plan since it was sold: an operator has to decide what the money buys.
    const detail = `Invoice ${row.id} pays for the plan "${plan}", which the catalogue does not have.`;
    await flags.raise({ kind: "order-unknown", workspace: row.workspace, subject: row.id, detail });
    throw error;
  }
}

/** The upgrade is paid: from now on the subscription has the new price. Sent again, the same key changes nothing. */
async function switchPrice({ orders, provider }: PaymentDependencies, row: PaidObjectRow): Promise<void> {
  const order = row.order === null ? null : await orders.findById(row.order);
  if (order?.kind !== "upgrade" || order.subscription === null || order.renewal === null) return;
  const { subscription, renewal } = order;
  const key = `switch:${order.id}`;
  await provider.changeSubscription({ subscription, key, change: { type: "switch", ...renewal } });
}

async function flagRefund({ flags }: PaymentDependencies, row: PaidObjectRow, truth: Invoice): Promise<void> {
  const takenBack = takenBackCentsOf(truth);
  if (takenBack === 0n) return await flags.lower("invoice-partly-refunded", row.id);
  if (row.reason === "upgrade") {
    const detail = `Invoice ${row.id} of an upgrade to ${row.plan} was refunded or disputed; the plan stays in force.`;
    return await flags.raise({ kind: "upgrade-taken-back", workspace: row.workspace, subject: row.id, detail });
  }
  // Its share of the period was taken back, or all of it: nobody has to decide anything.
  const isSettled = row.lotCredits !== null || takenBack >= truth.amountCents;
  if (isSettled) return await flags.lower("invoice-partly-refunded", row.id);
  const detail = `Of invoice ${row.id} ${takenBack} of ${truth.amountCents} cents were refunded; no credits were taken.`;
  await flags.raise({ kind: "invoice-partly-refunded", workspace: row.workspace, subject: row.id, detail });
}
