import { isCreditsError, quoteTopUp, type WorkspaceId } from "@dokly/credits";
import { formatMoney } from "../../billing/format-money.ts";
import { traceWork } from "../../tracing/trace-work.ts";
import type { Tracing } from "../../tracing/tracing.ts";
import { endOrder } from "../apply-payment.ts";
import { newOrderId, type Order } from "../order-rows.ts";
import type { CardSetup, PaidObjectRef } from "../paid-object.ts";
import type { PaymentDependencies } from "../payment-dependencies.ts";
import { PaymentProviderError } from "../payment-provider.ts";
import type { AutoTopUpStore } from "./auto-top-up-store.ts";

/** Credits bought this shortly before the reset would mostly expire: none then, unless somebody's action waits. */
const restBeforeResetMs = 24 * 3_600_000;
const actor = "auto-top-up";

type Dependencies = PaymentDependencies & {
  readonly store: AutoTopUpStore;
  readonly tracing: Tracing;
  apply(ref: PaidObjectRef): Promise<void>;
  /** The provider's customer that stands for a workspace; null while there is none. */
  customerOf(workspace: WorkspaceId): Promise<string | null>;
  mailAdmins(workspace: WorkspaceId, mail: { subject: string; text: string }): Promise<void>;
};

/** What a person agrees to by saving a card. */
export const consentText =
  "I agree that this card is charged for automatic top-ups, in the amounts and as often as set here, " +
  "until I turn them off or remove the card.";

/** Whether one is due, and its number in the period (RULES R7.3); null: not now. */
export function planAutoTopUp(input: {
  readonly available: bigint;
  readonly belowCredits: bigint;
  readonly reset: Date;
  readonly now: Date;
  readonly isWaiting: boolean;
  readonly timesPerPeriod: number;
  /** Those of this period, with what became of each. */
  readonly orders: readonly Pick<Order, "state" | "periodNumber">[];
}): { readonly number: number } | null {
  if (input.available >= input.belowCredits) return null;
  const isNearReset = input.reset.getTime() - input.now.getTime() < restBeforeResetMs;
  if (isNearReset && !input.isWaiting) return null;
  // One counts until it is known to have failed.
  const counted = input.orders.filter(({ state }) => state !== "failed" && state !== "cancelled");
  if (counted.length >= input.timesPerPeriod) return null;
  return { number: Math.max(0, ...input.orders.map(({ periodNumber }) => periodNumber ?? 0)) + 1 };
}

/** Buys credits by itself where a workspace wants it: never two at once, however many servers see the need. */
export function createAutoTopUps(deps: Dependencies) {
  const { credits, orders, store, now, logger } = deps;

  async function planFor(workspace: WorkspaceId, isWaiting: boolean, own: string | null) {
    const settings = await store.find(workspace);
    if (!settings.isOn || settings.stopped !== null || settings.card === null) return null;
    const { available, period } = await credits.getBalance({ workspace });
    const others = (await orders.listOfPeriod(workspace, period.start)).filter(({ id }) => id !== own);
    const { belowCredits, timesPerPeriod } = settings;
    const reset = period.end;
    const plan = planAutoTopUp({
      available,
      belowCredits,
      reset,
      now: now(),
      isWaiting,
      timesPerPeriod,
      orders: others,
    });
    return plan === null ? null : { ...plan, settings, card: settings.card, period };
  }

  /** Buys, where a top-up is due. The open order is the lock: what made it due is looked at again once it is there. */
  async function consider(workspace: WorkspaceId, { isWaiting }: { isWaiting: boolean }): Promise<Order | null> {
    const plan = await planFor(workspace, isWaiting, null);
    if (plan === null) return null;
    const { settings, period, number } = plan;
    const order = await orders.insert({
      id: newOrderId("auto-top-up"),
      workspace,
      provider: deps.provider.name,
      kind: "auto-top-up",
      member: null,
      actor,
      credits: settings.credits,
      priceCents: quoteTopUp(deps.catalog, settings.credits),
      currency: deps.catalog.currency,
      periodStart: period.start,
      periodNumber: number,
      createdAt: now(),
    });
    if (order === null) return null;
    const isStillDue = (await planFor(workspace, isWaiting, order.id)) !== null;
    if (!isStillDue || !(await orders.setAsked(order.id, now()))) {
      await endOrder(deps, order, { state: "cancelled" });
      return null;
    }
    return await charge(order);
  }

  /** Asks the provider under the order's number in its period: asked again, it charges once. */
  function charge(order: Order): Promise<Order> {
    const attributes = { "dokly.workspace": order.workspace, "dokly.order": order.id };
    return traceWork(deps.tracing, "auto top-up", { attributes }, () => chargeCard(order));
  }

  async function chargeCard(order: Order): Promise<Order> {
    const { workspace, periodStart, periodNumber, credits: bought } = order;
    const { card } = await store.find(workspace);
    const customer = await deps.customerOf(workspace);
    if (card === null || customer === null || bought === null) {
      await endOrder(deps, order, {
        state: "failed",
        failure: { code: "no-card", message: "There is no saved card." },
      });
      return order;
    }
    try {
      const payment = await deps.provider.chargeSavedCard({
        workspace,
        order: order.id,
        customer,
        card: card.id,
        credits: bought,
        amountCents: order.priceCents,
        currency: order.currency,
        description: `${bought} credits, bought automatically`,
        key: `auto-top-up:${workspace}:${periodStart?.toISOString()}:${periodNumber}`,
      });
      await orders.setMade(order.id, { kind: "payment", id: payment.id });
      await deps.apply({ kind: "payment", id: payment.id });
    } catch (error) {
      if (!(error instanceof PaymentProviderError) || error.code === "unavailable") throw error;
      await endOrder(deps, order, { state: "failed", failure: { code: error.code, message: error.message } });
    }
    return (await orders.findById(order.id)) ?? order;
  }

  return {
    consider,
    /** An order whose server died, or whose outcome nobody knows: asked again, or given up where it never was. */
    async recover(order: Order): Promise<void> {
      if (order.made !== null) return await deps.apply(order.made);
      if (order.askedAt === null) return await endOrder(deps, order, { state: "cancelled" });
      await charge(order);
    },
    async onCardSaved(setup: CardSetup): Promise<void> {
      const { workspace, card, order: id } = setup;
      const order = id === null ? null : await orders.findById(id);
      if (workspace === null || card === null || order === null || order.endedAt !== null) return;
      const consent = { by: order.actor, text: consentText, at: now() };
      await store.saveCard(workspace, card, consent);
    },
    async onOrderEnded(order: Order): Promise<void> {
      if (order.kind !== "auto-top-up" || order.state === "cancelled") return;
      const price = formatMoney(order.priceCents, order.currency);
      const isBought = order.state === "granted";
      if (!isBought) {
        const reason = order.failure?.message ?? "The payment failed.";
        await store.stop(order.workspace, { at: now(), reason });
      }
      await deps.mailAdmins(order.workspace, {
        subject: isBought
          ? `Receipt: ${order.credits} credits for ${price}`
          : "The automatic top-up failed and is now off",
        text: isBought
          ? `The automatic top-up bought ${order.credits} credits for ${price} (order ${order.id}). ` +
            `They are in your bucket${deps.catalog.topUpMonths == null ? " and expire at its reset" : ""}.`
          : `The automatic top-up of ${order.credits} credits for ${price} failed: ${order.failure?.message ?? ""}\n\n` +
            "Nothing was charged, and nothing will be bought until you turn it on again in Settings → Billing.",
      });
    },
    /** Looks at every workspace that wants it and whose credits changed since the last look. */
    async watch(seen: Map<WorkspaceId, number>): Promise<void> {
      const workspaces = await store.listOn();
      for (const known of seen.keys()) if (!workspaces.includes(known)) seen.delete(known);
      const versions = await credits.getVersions({ workspaces });
      for (const [workspace, version] of versions) {
        if (seen.get(workspace) === version) continue;
        try {
          await consider(workspace, { isWaiting: false });
          seen.set(workspace, version);
        } catch (error) {
          if (isCreditsError(error, "workspace-not-found")) continue;
          logger.warn({ err: error, workspace }, "an automatic top-up could not be made; tried again later");
        }
      }
    },
  };
}

export type AutoTopUps = ReturnType<typeof createAutoTopUps>;
