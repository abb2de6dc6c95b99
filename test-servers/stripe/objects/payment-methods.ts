import type Stripe from "stripe";
import { drawId } from "../ids.ts";
import { missingObject } from "../wire/stripe-problem.ts";
import { type CardBehaviour, nowFor, type World } from "../world.ts";

/** The service's own test cards, by the number that a person types and by the name that a program sends. */
export const testCards = [
  { token: "pm_card_visa", last4: "4242", behaviour: "succeeds" },
  { token: "pm_card_chargeDeclined", last4: "0002", behaviour: "declined" },
  { token: "pm_card_chargeCustomerFail", last4: "0341", behaviour: "declined" },
  { token: "pm_card_visa_chargeDeclinedInsufficientFunds", last4: "9995", behaviour: "lacks-funds" },
  { token: "pm_card_authenticationRequired", last4: "3184", behaviour: "needs-action" },
  { token: "pm_card_threeDSecure2Required", last4: "3220", behaviour: "needs-action-once" },
  { token: "pm_usBankAccount_success", last4: "6789", behaviour: "delayed" },
] as const satisfies readonly { token: string; last4: string; behaviour: CardBehaviour }[];

/** A way of paying that belongs to nobody yet. */
export function addPaymentMethod(world: World, behaviour: CardBehaviour, last4?: string): Stripe.PaymentMethod {
  const isBank = behaviour === "delayed";
  const digits = last4 ?? testCards.find((card) => card.behaviour === behaviour)?.last4 ?? "4242";
  const card: Stripe.PaymentMethod.Card = {
    brand: "visa",
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    display_brand: "visa",
    exp_month: 12,
    exp_year: 2034,
    fingerprint: "Xt5EWLLDS7FJjR1c",
    funding: "credit",
    generated_from: null,
    last4: digits,
    networks: { available: ["visa"], preferred: null },
    regulated_status: "unregulated",
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
  const method = world.objects.add<"payment_method">({
    id: drawId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    ...(isBank ? {} : { card }),
    created: nowFor(world, null),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: isBank ? "us_bank_account" : "card",
  });
  world.cards.set(method.id, behaviour);
  return method;
}

/** A way of paying by its id, or by the name of a test card, which makes a new one. */
export function findPaymentMethod(world: World, id: string): Stripe.PaymentMethod {
  const found = world.objects.find("payment_method", id);
  if (found !== null) return found;
  const card = testCards.find(({ token }) => token === id);
  if (card === undefined) throw missingObject("PaymentMethod", id, "payment_method");
  return addPaymentMethod(world, card.behaviour, card.last4);
}

export function behaviourOf(world: World, id: string): CardBehaviour {
  return world.cards.get(id) ?? "succeeds";
}
