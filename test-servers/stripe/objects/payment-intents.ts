import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { cardProblem } from "../wire/declines.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import { nowFor, type World } from "../world.ts";
import { attemptPayment } from "./payment-attempt.ts";
import { findPaymentMethod } from "./payment-methods.ts";

/** The smallest amount that is taken, in US cents. */
export const smallestAmount = 50;

export type NewPaymentIntent = {
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly metadata?: Record<string, string>;
  readonly description?: string | null;
  readonly savesCard?: boolean;
};

export function addPaymentIntent(world: World, given: NewPaymentIntent): Stripe.PaymentIntent {
  const created = nowFor(world, given.customer);
  const id = drawId("pi");
  const intent = world.objects.add<"payment_intent">({
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: given.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: "always", enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: `${id}_secret_${drawId("x").slice(2)}`,
    confirmation_method: "automatic",
    created,
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: given.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card", "us_bank_account"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: given.savesCard === true ? "off_session" : null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_payment_method",
    transfer_group: null,
  });
  world.events.emit("payment_intent.created", intent, created);
  return intent;
}

export function createPaymentIntent(world: World, form: FormReader): Stripe.PaymentIntent {
  const given = readNewIntent(form);
  const method = form.text("payment_method");
  const confirms = form.flag("confirm") ?? false;
  const isOffSession = readOffSession(form);
  const refusesAction = form.flag("error_on_requires_action") ?? false;
  form.text("return_url");
  form.end();
  if (isOffSession && !confirms) throw invalidRequest("off_session can only be sent with confirm=true");
  if (given.customer !== null) world.objects.get("customer", given.customer, "customer");
  const card = method === undefined ? null : ownCard(world, method, given.customer);
  const intent = addPaymentIntent(world, given);
  if (card === null) return intent;
  intent.payment_method = card.id;
  intent.status = "requires_confirmation";
  if (confirms) return confirm(world, intent, isOffSession, refusesAction);
  return intent;
}

export function confirmPaymentIntent(world: World, id: string, form: FormReader): Stripe.PaymentIntent {
  const intent = world.objects.get("payment_intent", id, "intent");
  const method = form.text("payment_method");
  const isOffSession = readOffSession(form);
  form.text("return_url");
  form.end();
  if (!["requires_payment_method", "requires_confirmation", "requires_action"].includes(intent.status)) {
    throw invalidRequest(`This PaymentIntent's status is ${intent.status}.`, {
      code: "payment_intent_unexpected_state",
    });
  }
  if (method !== undefined) intent.payment_method = ownCard(world, method, idOf(intent.customer)).id;
  if (idOf(intent.payment_method) === null) {
    throw invalidRequest("You cannot confirm this PaymentIntent because it's missing a payment method.", {
      code: "payment_intent_unexpected_state",
    });
  }
  return confirm(world, intent, isOffSession, false);
}

function confirm(
  world: World,
  intent: Stripe.PaymentIntent,
  isOffSession: boolean,
  refusesAction: boolean,
): Stripe.PaymentIntent {
  const outcome = attemptPayment(world, intent, isOffSession || refusesAction);
  if (outcome === "paid" || outcome === "processing" || outcome === "action-required") return intent;
  throw cardProblem(outcome, intent);
}

function readNewIntent(form: FormReader): NewPaymentIntent {
  const amount = form.integer("amount");
  const currency = form.required("currency");
  if (amount === undefined || amount < 1) throw invalidRequest("Invalid positive integer", { param: "amount" });
  if (amount < smallestAmount) {
    throw invalidRequest("Amount must be at least $0.50 usd", { param: "amount", code: "amount_too_small" });
  }
  form.text("receipt_email");
  form.child("automatic_payment_methods")?.flag("enabled");
  return {
    amount,
    currency,
    customer: form.text("customer") ?? null,
    metadata: mergeMetadata({}, form.metadata()),
    description: form.text("description") ?? null,
    savesCard: form.choice("setup_future_usage", ["off_session", "on_session"]) === "off_session",
  };
}

function readOffSession(form: FormReader): boolean {
  const value = form.text("off_session");
  return value === "true" || value === "one_off" || value === "recurring";
}

/** A card that this customer may pay with: their own, or one that is nobody's yet. */
function ownCard(world: World, id: string, customer: string | null): Stripe.PaymentMethod {
  const method = findPaymentMethod(world, id);
  const owner = idOf(method.customer);
  if (owner !== null && owner !== customer) {
    throw invalidRequest("The provided PaymentMethod belongs to another Customer.", { param: "payment_method" });
  }
  return method;
}

export function cancelPaymentIntent(world: World, id: string, form: FormReader): Stripe.PaymentIntent {
  const intent = world.objects.get("payment_intent", id, "intent");
  form.text("cancellation_reason");
  form.end();
  if (["succeeded", "canceled", "processing"].includes(intent.status)) {
    throw invalidRequest(`You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`, {
      code: "payment_intent_unexpected_state",
    });
  }
  const at = nowFor(world, idOf(intent.customer));
  intent.status = "canceled";
  intent.canceled_at = at;
  intent.next_action = null;
  world.events.emit("payment_intent.canceled", intent, at);
  return intent;
}
