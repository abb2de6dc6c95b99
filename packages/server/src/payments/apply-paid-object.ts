import { applyInvoice } from "./apply-invoice.ts";
import { applyPayment, endOrder } from "./apply-payment.ts";
import { applySubscription } from "./apply-subscription.ts";
import { keepPartDue, StaleLookError } from "./apply-take-back.ts";
import type { CardSetup, PaidObjectRef, Subscription } from "./paid-object.ts";
import type { PaymentDependencies } from "./payment-dependencies.ts";

/** How often a look is taken again because somebody acted on a newer one meanwhile. */
const looksMax = 8;

/** What else a card that was saved changes. */
export type CardSaved = (setup: CardSetup) => Promise<void>;

/**
 * Asks the provider what an object is now, and brings our side to it. Whoever calls this, however often and in
 * whatever order, each paid object grants once and our side ends at what the provider says last.
 */
export async function applyPaidObject(
  deps: PaymentDependencies & { readonly onCardSaved: CardSaved },
  ref: PaidObjectRef,
): Promise<void> {
  for (let look = 1; ; look++) {
    try {
      return await applyOneLook(deps, ref);
    } catch (error) {
      if (!(error instanceof StaleLookError) || look === looksMax) throw error;
    }
  }
}

async function applyOneLook(
  deps: PaymentDependencies & { readonly onCardSaved: CardSaved },
  ref: PaidObjectRef,
): Promise<void> {
  const { provider, paidObjects, subscriptions } = deps;
  const named = { provider: provider.name, id: ref.id };
  if (ref.kind === "subscription") return await lookAtSubscription(deps, ref.id);
  // Our version is read before the provider is asked: whoever acts on a newer look makes this one fail.
  const versionBefore = (await paidObjects.find(named))?.version ?? 0;
  const truth = await provider.fetch(ref);
  if (truth === null) return;
  if (truth.kind === "payment") return await applyPayment(deps, truth, versionBefore);
  if (truth.kind === "card-setup") return await applyCardSetup(deps, truth);
  if (truth.kind !== "invoice") return;
  const subscription = truth.subscription === null ? null : await fetchSubscription(deps, truth.subscription);
  await applyInvoice(deps, truth, { versionBefore, subscription });
  if (truth.subscription === null) return;
  await lookAtSubscription(deps, truth.subscription);
  await keepPartDue(deps, truth);
  const isKnown = (await subscriptions.find({ provider: provider.name, id: truth.subscription })) !== null;
  if (!isKnown) deps.logger.info({ invoice: truth.id }, "an invoice of a subscription that is not ours");
}

async function fetchSubscription({ provider }: PaymentDependencies, id: string): Promise<Subscription | null> {
  const found = await provider.fetch({ kind: "subscription", id });
  return found?.kind === "subscription" ? found : null;
}

async function lookAtSubscription(deps: PaymentDependencies, id: string): Promise<void> {
  const { subscriptions, provider } = deps;
  const versionBefore = (await subscriptions.find({ provider: provider.name, id }))?.version ?? 0;
  const truth = await fetchSubscription(deps, id);
  if (truth !== null) await applySubscription(deps, truth, versionBefore);
}

async function applyCardSetup(
  deps: PaymentDependencies & { readonly onCardSaved: CardSaved },
  truth: CardSetup,
): Promise<void> {
  const order = truth.order === null ? null : await deps.orders.findById(truth.order);
  if (order === null || order.kind !== "card" || order.provider !== deps.provider.name) return;
  if (truth.state === "saved" && truth.card !== null) {
    await deps.onCardSaved({ ...truth, workspace: order.workspace });
    await endOrder(deps, order, { state: "granted" });
  }
  if (truth.state === "cancelled") await endOrder(deps, order, { state: "cancelled", failure: null });
}
