import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { type DeclineReason, declines } from "../wire/declines.ts";
import { nowFor, type World } from "../world.ts";
import { addCharge, endPendingCharge } from "./charges.ts";
import { behaviourOf } from "./payment-methods.ts";
import { keepCard } from "./saved-cards.ts";

export type AttemptOutcome = "paid" | "processing" | "action-required" | DeclineReason;

/**
 * Tries to take the money of an intent from its payment method. Off-session nobody can authenticate: a card that asks
 * for it is refused.
 */
export function attemptPayment(world: World, intent: Stripe.PaymentIntent, isOffSession: boolean): AttemptOutcome {
  const method = idOf(intent.payment_method) ?? "";
  const behaviour = behaviourOf(world, method);
  switch (behaviour) {
    case "succeeds":
      return takeMoney(world, intent);
    case "delayed":
      return waitForBank(world, intent);
    case "needs-action":
    case "needs-action-once":
      return isOffSession ? refuse(world, intent, "needs-action") : askForAction(world, intent);
    case "declined":
    case "lacks-funds":
      return refuse(world, intent, behaviour);
  }
}

export function takeMoney(world: World, intent: Stripe.PaymentIntent): "paid" {
  intent.status = "succeeded";
  intent.amount_received = intent.amount;
  intent.next_action = null;
  intent.last_payment_error = null;
  addCharge(world, intent, "succeeded");
  keepCard(world, intent);
  world.events.emit("payment_intent.succeeded", intent, nowFor(world, idOf(intent.customer)));
  return "paid";
}

function waitForBank(world: World, intent: Stripe.PaymentIntent): "processing" {
  intent.status = "processing";
  addCharge(world, intent, "pending");
  world.events.emit("payment_intent.processing", intent, nowFor(world, idOf(intent.customer)));
  return "processing";
}

function askForAction(world: World, intent: Stripe.PaymentIntent): "action-required" {
  intent.status = "requires_action";
  intent.next_action = {
    type: "redirect_to_url",
    redirect_to_url: { url: `${world.url}/authenticate/${intent.id}`, return_url: null },
  };
  world.events.emit("payment_intent.requires_action", intent, nowFor(world, idOf(intent.customer)));
  return "action-required";
}

export function refuse(world: World, intent: Stripe.PaymentIntent, reason: DeclineReason): DeclineReason {
  intent.status = "requires_payment_method";
  intent.next_action = null;
  const method = world.objects.find("payment_method", idOf(intent.payment_method) ?? "");
  intent.last_payment_error = {
    type: "card_error",
    ...declines[reason],
    ...(method === null ? {} : { payment_method: structuredClone(method) }),
  };
  const charge = addCharge(world, intent, reason);
  intent.last_payment_error.charge = charge.id;
  intent.payment_method = null;
  world.events.emit("payment_intent.payment_failed", intent, nowFor(world, idOf(intent.customer)));
  return reason;
}

/** The person went through 3-D Secure, or did not. */
export function endAction(world: World, intent: Stripe.PaymentIntent, isPassed: boolean): AttemptOutcome {
  const method = idOf(intent.payment_method) ?? "";
  if (!isPassed) return refuse(world, intent, "failed-action");
  if (behaviourOf(world, method) === "needs-action-once") world.cards.set(method, "succeeds");
  return takeMoney(world, intent);
}

/** The bank answered for a delayed payment. */
export function endDelayed(world: World, intent: Stripe.PaymentIntent, isPaid: boolean): void {
  endPendingCharge(world, intent, isPaid);
  const at = nowFor(world, idOf(intent.customer));
  if (isPaid) {
    intent.status = "succeeded";
    intent.amount_received = intent.amount;
    world.events.emit("payment_intent.succeeded", intent, at);
    return;
  }
  intent.status = "requires_payment_method";
  intent.last_payment_error = { type: "invalid_request_error", ...declines["failed-debit"] };
  intent.payment_method = null;
  world.events.emit("payment_intent.payment_failed", intent, at);
}
