import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import type { FormReader } from "../wire/form-reader.ts";
import { invalidRequest } from "../wire/stripe-problem.ts";
import { nowFor, type World } from "../world.ts";
import { findPaymentMethod } from "./payment-methods.ts";

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
