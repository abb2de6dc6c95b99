import type { TopUpOrder } from "@dokly/contract";
import { quoteTopUp, smallestTopUp } from "@dokly/credits";
import { ProblemError } from "../http/problem-error.ts";
import { toInstant } from "../http/replies.ts";
import type { WorkspaceAccess } from "../http/router.ts";
import type { Payments } from "../payments/create-payments.ts";
import { newOrderId, type Order } from "../payments/order-rows.ts";
import { formatMoney } from "./format-money.ts";
import { askProvider, returnUrlOf } from "./require-payments.ts";

/** Who buys, for whom, and under which key. */
export type Purchase = {
  readonly workspace: WorkspaceAccess;
  readonly payer: { readonly id: string; readonly email: string; readonly actor: string };
  readonly key: string | null;
  readonly fingerprint: string;
  readonly returnTo: string;
};

/**
 * Begins to buy credits: the order is stored before the provider is asked for its page, so that whatever is paid there
 * finds its order. Sent again under its key, it answers with the same order.
 */
export async function beginTopUp(
  payments: Payments,
  { publicUrl }: { readonly publicUrl: string },
  input: Purchase & { readonly credits: bigint; readonly priceCents: number | undefined },
): Promise<{ order: Order; isReplay: boolean }> {
  const { workspace, payer, key, fingerprint, returnTo, credits } = input;
  const found = await findOrder(payments, input);
  if (found !== null && (found.checkoutUrl !== null || found.endedAt !== null)) return { order: found, isReplay: true };
  const priceCents = checkedPrice(payments, credits, input.priceCents);
  const order =
    found ??
    (await payments.orders.insert({
      id: newOrderId("top-up"),
      workspace: workspace.id,
      provider: payments.provider.name,
      kind: "top-up",
      member: payer.id,
      actor: payer.actor,
      idempotencyKey: key,
      fingerprint,
      credits,
      priceCents,
      currency: payments.catalog.currency,
      returnTo,
      createdAt: payments.now(),
    }));
  // Two requests with one key at once: the other one stored it.
  if (order === null) return await beginTopUp(payments, { publicUrl }, input);
  const begun = await askProvider(async () => {
    const customer = await payments.customers.provide({
      workspace: workspace.id,
      name: workspace.name,
      email: payer.email,
    });
    const checkout = await payments.provider.checkOutTopUp({
      workspace: workspace.id,
      order: order.id,
      customer,
      credits,
      amountCents: order.priceCents,
      currency: order.currency,
      description: `${credits.toLocaleString("en")} credits`,
      successUrl: returnUrlOf(publicUrl, returnTo, ["topUp", order.id]),
      cancelUrl: returnUrlOf(publicUrl, returnTo, ["topUp", order.id]),
      key: order.id,
    });
    await payments.orders.setCheckout(order.id, checkout);
    return { ...order, checkoutId: checkout.id, checkoutUrl: checkout.url };
  });
  return { order: begun, isReplay: found !== null };
}

/** The order of this key, where there is one; fails with `idempotency-key-reused` where it was for something else. */
export async function findOrder(
  { orders }: Payments,
  { workspace, payer, key, fingerprint }: Pick<Purchase, "workspace" | "payer" | "key" | "fingerprint">,
): Promise<Order | null> {
  if (key === null) return null;
  const found = await orders.findByKey(workspace.id, payer.actor, key);
  if (found === null || found.fingerprint === fingerprint) return found;
  throw new ProblemError(
    "idempotency-key-reused",
    "This Idempotency-Key was used for another order. Take a fresh one.",
  );
}

function checkedPrice({ catalog }: Payments, credits: bigint, seenCents: number | undefined): bigint {
  const priceCents = quoteTopUp(catalog, credits);
  const { smallestChargeCents = 0n, currency } = catalog;
  if (priceCents < smallestChargeCents) {
    const smallest = smallestTopUp(catalog, credits);
    throw new ProblemError(
      "top-up-below-minimum",
      `The payment provider takes ${formatMoney(smallestChargeCents, currency)} or more at once. ` +
        `The smallest order is ${smallest.credits} credits for ${formatMoney(smallest.priceCents, currency)}.`,
      { topUp: { credits: Number(smallest.credits), priceCents: Number(smallest.priceCents) } },
    );
  }
  if (seenCents === undefined || BigInt(seenCents) === priceCents) return priceCents;
  const now = formatMoney(priceCents, currency);
  throw new ProblemError("price-changed", `${credits} credits cost ${now} now. Nothing was ordered.`, {
    topUp: { credits: Number(credits), priceCents: Number(priceCents) },
  });
}

/** Orders as the wire shows them, with what their payments became. */
export async function ordersToWire(payments: Payments, orders: readonly Order[]): Promise<TopUpOrder[]> {
  const [first] = orders;
  if (first === undefined) return [];
  const ids = orders.map(({ id }) => id);
  const paid = await payments.paidObjects.listOfOrders(first.workspace, ids);
  return orders.map((order) => {
    const object = paid.find(({ order: id }) => id === order.id);
    const isOver = order.state !== "open";
    return {
      id: order.id,
      state: order.state,
      credits: Number(order.credits ?? 0n),
      priceCents: Number(order.priceCents),
      currency: order.currency,
      checkoutUrl: isOver ? null : order.checkoutUrl,
      isAutomatic: order.kind === "auto-top-up",
      createdAt: toInstant(order.createdAt),
      grantedAt: object?.grantedAt == null ? null : toInstant(object.grantedAt),
      expiresAt: object?.expiresAt == null ? null : toInstant(object.expiresAt),
      reversedCredits: Number(object?.reversed ?? 0n),
      failure: order.failure?.message ?? null,
      receiptUrl: object?.receiptUrl ?? null,
    };
  });
}
