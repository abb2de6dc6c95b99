import type Stripe from "stripe";
import type { FormReader } from "../wire/form-reader.ts";
import { invalidRequest, missingObject } from "../wire/stripe-problem.ts";
import { type CardBehaviour, drawId, idOf, nowFor, type World } from "../world.ts";

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

export function attachCard(world: World, id: string, customerId: string): Stripe.PaymentMethod {
  const method = findPaymentMethod(world, id);
  const customer = world.objects.get("customer", customerId, "customer");
  const owner = idOf(method.customer);
  if (owner !== null && owner !== customer.id) {
    throw invalidRequest("This PaymentMethod was previously used without being attached to a Customer");
  }
  if (owner === customer.id) return method;
  method.customer = customer.id;
  world.events.emit("payment_method.attached", method, nowFor(world, customer.id));
  return method;
}

export function detachCard(world: World, id: string): Stripe.PaymentMethod {
  const method = world.objects.get("payment_method", id, "payment_method");
  const owner = idOf(method.customer);
  if (owner === null) {
    throw invalidRequest("The payment method you provided is not attached to a customer so detachment is impossible.");
  }
  method.customer = null;
  const customer = world.objects.find("customer", owner);
  if (customer?.invoice_settings.default_payment_method === id) customer.invoice_settings.default_payment_method = null;
  for (const subscription of world.objects.all("subscription")) {
    if (subscription.default_payment_method === id) subscription.default_payment_method = null;
  }
  world.events.emit("payment_method.detached", method, nowFor(world, owner));
  return method;
}

/** A customer's saved ways of paying, newest first. */
export function cardsOf(world: World, customerId: string): Stripe.PaymentMethod[] {
  return world.objects.all("payment_method").filter((method) => idOf(method.customer) === customerId);
}

export function attachFromForm(world: World, id: string, form: FormReader): Stripe.PaymentMethod {
  const customer = form.required("customer");
  form.end();
  return attachCard(world, id, customer);
}

/** Keeps the card for later, where the intent says so. */
export function keepCard(world: World, intent: Stripe.PaymentIntent): void {
  const customer = idOf(intent.customer);
  const method = idOf(intent.payment_method);
  if (intent.setup_future_usage === null || customer === null || method === null) return;
  attachCard(world, method, customer);
}
