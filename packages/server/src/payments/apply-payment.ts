import { expiryOfTopUp } from "@dokly/credits";
import { applyTakeBack } from "./apply-take-back.ts";
import type { Order } from "./order-rows.ts";
import type { Payment } from "./paid-object.ts";
import type { PaidObjectRow } from "./paid-object-store.ts";
import { actorOfProvider, type PaymentDependencies } from "./payment-dependencies.ts";

/**
 * Brings our side to what a payment for a top-up is now: grants its credits once, by its own id (R7.2: only what is
 * paid grants), takes back what was refunded. `versionBefore` is that of our row before the provider was asked.
 */
export async function applyPayment(deps: PaymentDependencies, truth: Payment, versionBefore: number): Promise<void> {
  const { provider, orders, flags } = deps;
  const order = await orderOf(deps, truth);
  if (order === null) {
    if (truth.workspace === null || truth.state !== "paid") return;
    await flags.raise({
      kind: "order-unknown",
      workspace: truth.workspace,
      subject: truth.id,
      detail: `Payment ${truth.id} names the order ${truth.order ?? "(none)"}, which this Dokly does not have.`,
    });
    return;
  }
  if (order.made?.id !== truth.id && truth.state !== "cancelled") {
    await orders.setMade(order.id, { kind: "payment", id: truth.id });
  }
  if (truth.state !== "paid") return await applyUnpaid(deps, order, truth);
  if (truth.amountCents < order.priceCents || truth.currency !== order.currency) {
    return await flags.raise({
      kind: "amount-differs",
      workspace: order.workspace,
      subject: truth.id,
      detail:
        `Payment ${truth.id} is of ${truth.amountCents} cents (${truth.currency}), its order ${order.id} ` +
        `of ${order.priceCents} (${order.currency}). Nothing was granted.`,
    });
  }
  const row = await deps.paidObjects.insert({
    provider: provider.name,
    id: truth.id,
    kind: "payment",
    workspace: order.workspace,
    order: order.id,
    credits: order.credits ?? 0n,
    amountCents: truth.amountCents,
    currency: truth.currency,
    reason: "top-up",
    plan: null,
    paidFrom: null,
    paidUntil: null,
    receiptUrl: truth.receiptUrl,
  });
  const granted = await grantTopUp(deps, row);
  if (granted === null) return;
  await endOrder(deps, order, { state: "granted" });
  await applyTakeBack(deps, { ...granted, version: versionBefore }, truth);
}

async function orderOf({ orders, provider }: PaymentDependencies, truth: Payment): Promise<Order | null> {
  const marked = truth.order === null ? null : await orders.findById(truth.order);
  const found = marked ?? (await orders.findByObject(provider.name, truth.id));
  const isOurs = found?.provider === provider.name && (truth.workspace === null || found.workspace === truth.workspace);
  return isOurs && found.credits !== null ? found : null;
}

/** Grants a paid top-up, once for ever by the payment's id; null while its workspace is gone. */
export async function grantTopUp(deps: PaymentDependencies, row: PaidObjectRow): Promise<PaidObjectRow | null> {
  const { credits, paidObjects, flags, provider } = deps;
  if (row.grantedAt !== null) return row;
  if (!(await deps.hasWorkspace(row.workspace))) {
    await flags.raise({
      kind: "workspace-gone",
      workspace: row.workspace,
      subject: row.id,
      detail:
        `Payment ${row.id} over ${row.amountCents} cents (${row.currency}) came for a workspace that is gone. ` +
        "Refund it at the payment provider, or bring the workspace back and reconcile.",
    });
    return null;
  }
  const { topUpMonths = null } = deps.catalog;
  const bought = {
    workspace: row.workspace,
    source: "top-up",
    credits: row.credits,
    key: `paid-object:${row.provider}:${row.id}`,
    reason: `Top-up ${row.order ?? row.id}`,
    actor: actorOfProvider(provider),
  } as const;
  const { lot } = await credits.grant(
    topUpMonths === null ? bought : { ...bought, expiresAt: await expiryOf(deps, row) },
  );
  const { lots } = await credits.getBalance({ workspace: row.workspace });
  const expiresAt = lots.find(({ id }) => id === lot)?.expiresAt ?? null;
  await paidObjects.setGranted(row, { lot, lotCredits: row.credits, expiresAt, at: deps.now() });
  await flags.lower("workspace-gone", row.id);
  return (await paidObjects.find(row)) ?? row;
}

/** When a payment's lot expires: said once, before the grant, so that a repeated grant is the same. */
async function expiryOf(
  { credits, catalog, paidObjects, now }: PaymentDependencies,
  row: PaidObjectRow,
): Promise<Date> {
  const { period } = await credits.getBalance({ workspace: row.workspace });
  return await paidObjects.fixExpiry(row, expiryOfTopUp(catalog, { now: now(), reset: period.end }));
}

/** A payment that has not come: it may come yet, or never. */
async function applyUnpaid(deps: PaymentDependencies, order: Order, truth: Payment): Promise<void> {
  const { failure } = truth;
  if (truth.state === "processing") return await deps.orders.setProcessing(order.id);
  // In a checkout a declined card is followed by another one, until the checkout itself is over.
  const isOver = order.kind === "auto-top-up" || order.state === "processing";
  if (truth.state === "cancelled" && isOver) return await endOrder(deps, order, { state: "cancelled", failure });
  if ((truth.state === "failed" || truth.state === "action-required") && isOver) {
    const asked = { code: "action-required", message: "The bank wants to see the card holder for this payment." };
    await endOrder(deps, order, { state: "failed", failure: failure ?? asked });
  }
}

/** Ends an order, once, and tells who waits for it. */
export async function endOrder(
  deps: PaymentDependencies,
  order: Order,
  end: { state: "granted" | "failed" | "cancelled"; failure?: Payment["failure"] },
): Promise<void> {
  const isEnded = await deps.orders.end(order.id, end.state, { at: deps.now(), failure: end.failure ?? null });
  if (!isEnded) return;
  const ended = await deps.orders.findById(order.id);
  if (ended !== null) await deps.onOrderEnded(ended);
}
