import type { Balance } from "@dokly/credits";
import { ProblemError } from "../http/problem-error.ts";
import type { Payments } from "../payments/create-payments.ts";
import { newOrderId, type Order } from "../payments/order-rows.ts";
import type { SubscriptionRow } from "../payments/subscription-store.ts";
import { formatMoney } from "./format-money.ts";
import { type PlannedChange, planPlanChange } from "./plan-quote.ts";
import { askProvider, returnUrlOf } from "./require-payments.ts";
import { findOrder, type Purchase } from "./top-up-orders.ts";

/** `pay`: the person pays at `checkoutUrl`. `processing`: the provider decides. */
export type PlanChangeResult = {
  readonly state: "done" | "pay" | "processing";
  readonly checkoutUrl: string | null;
  readonly isReplay: boolean;
};

type Asked = Purchase & {
  readonly plan: string;
  readonly interval: "month" | "year";
  readonly dueCents: number | undefined;
};

const done = { state: "done", checkoutUrl: null, isReplay: false } as const;

/** The subscription that counts, as the provider has it now, with the bucket's plan. */
export async function readStanding(
  payments: Payments,
  workspace: string,
): Promise<{ balance: Balance; subscription: SubscriptionRow | null }> {
  const balance = await payments.credits.getBalance({ workspace });
  return { balance, subscription: await payments.subscriptions.findCurrent(workspace) };
}

/**
 * Puts another plan in force, or on its way: a start and an upgrade are orders that grant once they are paid; a
 * downgrade, a cancellation and taking them back change what the provider renews. Sent again under its key, an order
 * is made once; the others have their effect once anyway.
 */
export async function changePlan(
  payments: Payments,
  { publicUrl }: { readonly publicUrl: string },
  asked: Asked,
): Promise<PlanChangeResult> {
  const repeated = await findOrder(payments, asked);
  if (repeated !== null) return await resultOf(payments, repeated, true);
  const { balance, subscription } = await readStanding(payments, asked.workspace.id);
  const { catalog } = payments;
  const planned = planPlanChange(asked, { catalog, balance, subscription, now: payments.now() });
  checkSeen(planned, asked.dueCents, catalog.currency);
  if (planned.change === "none") return done;
  if (planned.change === "contact") {
    throw new ProblemError("plan-change-refused", `Plan "${asked.plan}" has no price here. Contact whoever runs it.`);
  }
  if (planned.change === "start") return await start(payments, { publicUrl }, asked, planned);
  if (subscription === null || subscription.status === "ended") return await atReset(payments, asked);
  if (planned.change === "upgrade") return await upgrade(payments, asked, planned, subscription);
  await changeRenewal(payments, asked, planned, subscription);
  return done;
}

function checkSeen({ dueCents }: PlannedChange, seenCents: number | undefined, currency: string): void {
  if (seenCents === undefined || BigInt(seenCents) === dueCents) return;
  throw new ProblemError("price-changed", `This costs ${formatMoney(dueCents, currency)} now. Nothing was changed.`);
}

function orderOf(payments: Payments, asked: Asked, planned: PlannedChange, kind: "subscription" | "upgrade") {
  const { workspace, payer, key, fingerprint, returnTo } = asked;
  return {
    id: newOrderId(kind),
    workspace: workspace.id,
    provider: payments.provider.name,
    kind,
    member: payer.id,
    actor: payer.actor,
    idempotencyKey: key,
    fingerprint,
    plan: planned.plan,
    interval: asked.interval,
    priceCents: planned.dueCents,
    currency: payments.catalog.currency,
    returnTo,
    createdAt: payments.now(),
  };
}

/** A checkout for a new subscription; one that was begun before and not paid can not be paid any more. */
async function start(
  payments: Payments,
  { publicUrl }: { readonly publicUrl: string },
  asked: Asked,
  planned: PlannedChange,
): Promise<PlanChangeResult> {
  const { workspace, payer, returnTo } = asked;
  const { price } = planned;
  if (price === null) throw new Error("a subscription has a price");
  for (const open of await payments.orders.listOpen(workspace.id, "subscription")) {
    const { checkoutId } = open;
    if (checkoutId !== null) await askProvider(() => payments.provider.expireCheckout(checkoutId));
    const after = await askProvider(() => payments.refresh(open));
    if (after.state === "granted") {
      throw new ProblemError("plan-change-refused", "A subscription was begun just now. Look at the plan again.");
    }
  }
  const order = await payments.orders.insert(orderOf(payments, asked, planned, "subscription"));
  if (order === null) return await changePlan(payments, { publicUrl }, asked);
  return await askProvider(async () => {
    const customer = await payments.customers.provide({
      workspace: workspace.id,
      name: workspace.name,
      email: payer.email,
    });
    const named = ["planOrder", order.id] as const;
    const checkout = await payments.provider.checkOutSubscription({
      workspace: workspace.id,
      order: order.id,
      customer,
      ...price,
      successUrl: returnUrlOf(publicUrl, returnTo, named),
      // The checkout may stay open and be paid later: only the address says that the person left it.
      cancelUrl: returnUrlOf(publicUrl, returnTo, named, ["checkout", "left"]),
      key: order.id,
    });
    await payments.orders.setCheckout(order.id, checkout);
    return { state: "pay", checkoutUrl: checkout.url, isReplay: false };
  });
}

/** Invoices the difference; the plan and its credits follow once that is paid. */
async function upgrade(
  payments: Payments,
  asked: Asked,
  planned: PlannedChange,
  subscription: SubscriptionRow,
): Promise<PlanChangeResult> {
  const { price } = planned;
  if (price === null) throw new Error("an upgrade has a price");
  if (subscription.status !== "active") {
    throw new ProblemError("plan-change-refused", "The last invoice is not paid. Pay it first, then upgrade.");
  }
  await voidOpenUpgrades(payments, asked.workspace.id);
  const order = await payments.orders.insert({
    ...orderOf(payments, asked, planned, "upgrade"),
    subscription: subscription.id,
    renewal: price,
  });
  if (order === null) {
    throw new ProblemError("plan-change-refused", "Another upgrade is on its way. Look at the plan again.");
  }
  return await askProvider(async () => {
    const customer = await payments.customers.find(asked.workspace.id);
    if (customer === null) throw new Error(`workspace ${asked.workspace.id} has a subscription and no customer`);
    const invoice = await payments.provider.invoiceUpgrade({
      workspace: asked.workspace.id,
      order: order.id,
      customer,
      subscription: subscription.id,
      plan: price.plan,
      interval: price.interval,
      amountCents: order.priceCents,
      currency: order.currency,
      description: `Upgrade from ${subscription.plan} to ${price.plan}`,
      key: order.id,
    });
    await payments.orders.setMade(order.id, { kind: "invoice", id: invoice.id }, invoice.url);
    await payments.apply({ kind: "invoice", id: invoice.id });
    return await resultOf(payments, order, false);
  });
}

/** An upgrade that nobody paid can not be paid any more once another one is asked for. */
async function voidOpenUpgrades(payments: Payments, workspace: string): Promise<void> {
  for (const open of await payments.orders.listOpen(workspace, "upgrade")) {
    const { made } = open;
    if (made !== null) await askProvider(() => payments.provider.voidInvoice(made.id));
    await payments.orders.end(open.id, "cancelled", { at: payments.now(), failure: null });
  }
}

/** A downgrade, a cancellation, or taking them back: nothing is charged now. */
async function changeRenewal(
  payments: Payments,
  asked: Asked,
  { change, price }: PlannedChange,
  { id: subscription }: SubscriptionRow,
): Promise<void> {
  const key = `${change}:${subscription}:${asked.key ?? newOrderId("upgrade")}`;
  const request =
    change === "cancel"
      ? ({ type: "cancel-at-period-end" } as const)
      : change === "downgrade" && price !== null
        ? ({ type: "renew-as", ...price } as const)
        : ({ type: "resume" } as const);
  await askProvider(async () => {
    await payments.provider.changeSubscription({ subscription, key, change: request });
    await payments.apply({ kind: "subscription", id: subscription });
  });
}

/** Without a subscription nothing is renewed: the plan that an operator or a trial gave ends at the reset. */
async function atReset({ credits }: Payments, asked: Asked): Promise<PlanChangeResult> {
  const { workspace, plan, payer, key } = asked;
  const { actor } = payer;
  const id = key ?? newOrderId("upgrade");
  await credits.changePlan({ workspace: workspace.id, plan, when: "reset", actor, key: `plan:${actor}:${id}` });
  return done;
}

async function resultOf(payments: Payments, order: Order, isReplay: boolean): Promise<PlanChangeResult> {
  const now = await payments.refresh((await payments.orders.findById(order.id)) ?? order);
  if (now.state === "granted") return { ...done, isReplay };
  if (now.state === "open" && now.checkoutUrl !== null) {
    return { state: "pay", checkoutUrl: now.checkoutUrl, isReplay };
  }
  return { state: now.endedAt === null ? "processing" : "done", checkoutUrl: null, isReplay };
}
