import { advance } from "./billing/agenda.ts";
import { answerAuthentication, answerOfBank, type PageStep, paySession } from "./billing/pay-session.ts";
import type { WireEvent } from "./event-log.ts";
import { closeDispute, openDispute } from "./objects/disputes.ts";
import { chargeOf, endRefund, refundCharge } from "./objects/refunds.ts";
import type { Webhooks } from "./webhooks.ts";
import { type BillingSettings, type CardBehaviour, nowOf, type World } from "./world.ts";

/** What a test does in the place of a person, a bank, an operator at Stripe's dashboard, or time. */
export type Controls = {
  /** Everything that happened, oldest first. */
  readonly events: readonly WireEvent[];
  /** How renewals are charged and given up. */
  readonly billing: BillingSettings;
  /** Pays at a Checkout page without a browser. 3-D Secure is passed unless `isAuthenticated` says otherwise. */
  pay(sessionId: string, behaviour?: CardBehaviour, isAuthenticated?: boolean): PageStep;
  /** How a saved card behaves from now on. */
  setCard(paymentMethodId: string, behaviour: CardBehaviour): void;
  /** The bank's answer to a delayed payment. */
  answerOfBank(paymentIntentId: string, isPaid: boolean): void;
  /** A person passes, or fails, 3-D Secure. */
  authenticate(intentId: string, isPassed: boolean): void;
  /** Pays back a payment, as an operator does by hand. */
  refund(paymentIntentId: string, options?: { amount?: number; state?: "succeeded" | "pending" }): string;
  endRefund(refundId: string, state: "succeeded" | "failed"): void;
  dispute(paymentIntentId: string, options?: { amount?: number; isInquiry?: boolean }): string;
  closeDispute(disputeId: string, result: "won" | "lost"): void;
  /** The time of customers without a test clock, in seconds. */
  now(): number;
  /** Lets time pass for customers without a test clock: renewals, retries, lapses. */
  advanceTo(seconds: number): void;
  /** Delivers an event again, as from the dashboard. */
  replay(eventId: string): Promise<void>;
};

export function createControls(world: World, webhooks: Webhooks): Controls {
  const chargeOfIntent = (intentId: string) => chargeOf(world, intentId, undefined);
  return {
    events: world.events.all,
    billing: world.billing,
    pay: (sessionId, behaviour = "succeeds", isAuthenticated = true) =>
      paySession(world, world.objects.get("checkout.session", sessionId), { behaviour, isAuthenticated }),
    setCard: (paymentMethodId, behaviour) => {
      world.cards.set(world.objects.get("payment_method", paymentMethodId).id, behaviour);
    },
    answerOfBank: (intentId, isPaid) => answerOfBank(world, intentId, isPaid),
    authenticate: (intentId, isPassed) => answerAuthentication(world, intentId, isPassed),
    refund: (intentId, options = {}) => refundCharge(world, chargeOfIntent(intentId), options).id,
    endRefund: (refundId, state) => endRefund(world, refundId, state),
    dispute: (intentId, options) => openDispute(world, chargeOfIntent(intentId), options).id,
    closeDispute: (disputeId, result) => {
      closeDispute(world, disputeId, result);
    },
    now: () => nowOf(world, null),
    advanceTo: (seconds) => advance(world, null, seconds),
    replay: async (eventId) => {
      webhooks.send(world.events.get(eventId));
      await webhooks.settled();
    },
  };
}
