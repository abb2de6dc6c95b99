import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { completeSession } from "../objects/checkout-sessions.ts";
import { addCustomer } from "../objects/customers.ts";
import { attemptPayment, endAction, endDelayed } from "../objects/payment-attempt.ts";
import { addPaymentIntent } from "../objects/payment-intents.ts";
import { addPaymentMethod } from "../objects/payment-methods.ts";
import { attachCard } from "../objects/saved-cards.ts";
import { addSetupIntent, finishSetup } from "../objects/setup-intents.ts";
import { type CardBehaviour, nowFor, type World } from "../world.ts";
import { applyOutcome } from "./collect-invoice.ts";
import { invoiceOfIntent } from "./invoice-payments.ts";
import { followInvoice } from "./pay-invoice.ts";
import { startSubscription } from "./start-subscription.ts";

/** What the person at the page sees next. */
export type PageStep = "complete" | "declined" | "authenticate" | "gone";

/** A person pays at the hosted page with a card of the given behaviour. */
export function paySession(
  world: World,
  session: Stripe.Checkout.Session,
  card: { readonly behaviour: CardBehaviour; readonly isAuthenticated?: boolean },
): PageStep {
  if (session.status !== "open") return "gone";
  const asks = card.behaviour === "needs-action" || card.behaviour === "needs-action-once";
  if (asks && card.isAuthenticated === undefined) return "authenticate";
  if (session.mode === "payment") return payOnce(world, session, card);
  if (card.behaviour === "declined" || card.behaviour === "lacks-funds" || card.isAuthenticated === false)
    return "declined";
  return session.mode === "setup"
    ? saveCard(world, session, card.behaviour)
    : subscribe(world, session, card.behaviour);
}

function payOnce(
  world: World,
  session: Stripe.Checkout.Session,
  card: { readonly behaviour: CardBehaviour; readonly isAuthenticated?: boolean },
): PageStep {
  const order = orderOf(world, session);
  if (idOf(session.customer) === null && (session.customer_creation === "always" || order.paymentIntent.savesCard)) {
    session.customer = addCustomer(world, { email: session.customer_email }).id;
  }
  const made = idOf(session.payment_intent);
  const intent =
    made === null
      ? addPaymentIntent(world, {
          amount: session.amount_total ?? 0,
          currency: session.currency ?? "usd",
          customer: idOf(session.customer),
          ...order.paymentIntent,
        })
      : world.objects.get("payment_intent", made);
  session.payment_intent = intent.id;
  const method = addPaymentMethod(world, card.behaviour);
  intent.payment_method = method.id;
  let outcome = attemptPayment(world, intent, false);
  if (outcome === "action-required") outcome = endAction(world, intent, card.isAuthenticated === true);
  if (outcome !== "paid" && outcome !== "processing") return "declined";
  completeSession(world, session, outcome === "paid");
  return "complete";
}

function saveCard(world: World, session: Stripe.Checkout.Session, behaviour: CardBehaviour): PageStep {
  const order = orderOf(world, session);
  const intent = addSetupIntent(world, { customer: idOf(session.customer), metadata: order.setupMetadata });
  intent.payment_method = addPaymentMethod(world, behaviour).id;
  session.setup_intent = intent.id;
  finishSetup(world, intent);
  completeSession(world, session, true);
  return "complete";
}

function subscribe(world: World, session: Stripe.Checkout.Session, behaviour: CardBehaviour): PageStep {
  const order = orderOf(world, session);
  const customer = idOf(session.customer) ?? addCustomer(world, { email: session.customer_email }).id;
  session.customer = customer;
  // The person has just shown who they are: the first payment is not asked again, later ones may be.
  const isDelayed = behaviour === "delayed";
  const method = addPaymentMethod(world, isDelayed ? "delayed" : "succeeds");
  attachCard(world, method.id, customer);
  const { subscription, invoice } = startSubscription(world, {
    customer,
    items: order.lines.map(({ price, quantity }) => ({ price, quantity })),
    metadata: order.subscription.metadata,
    method: method.id,
    trialEnd: order.subscription.trialEnd,
  });
  world.cards.set(method.id, behaviour === "needs-action-once" ? "succeeds" : behaviour);
  session.subscription = subscription.id;
  session.invoice = invoice.id;
  completeSession(world, session, !isDelayed);
  return "complete";
}

function orderOf(world: World, session: Stripe.Checkout.Session) {
  const order = world.orders.get(session.id);
  if (order === undefined) throw new Error(`Session ${session.id} has no order.`);
  return order;
}

/** The bank's answer to a delayed payment, days later: the intent, its invoice and its checkout follow. */
export function answerOfBank(world: World, intentId: string, isPaid: boolean): void {
  const intent = world.objects.get("payment_intent", intentId);
  endDelayed(world, intent, isPaid);
  const invoice = invoiceOfIntent(world, intentId);
  if (invoice !== null) {
    applyOutcome(world, invoice, isPaid ? "paid" : "failed-debit");
    followInvoice(world, invoice);
  }
  const session = world.objects
    .all("checkout.session")
    .find(
      (found) => idOf(found.payment_intent) === intentId || (invoice !== null && idOf(found.invoice) === invoice.id),
    );
  if (session === undefined) return;
  if (isPaid) session.payment_status = "paid";
  const type = isPaid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed";
  world.events.emit(type, session, nowFor(world, idOf(session.customer)));
}

/** A person goes through 3-D Secure for an intent that asked for it, at its page. */
export function answerAuthentication(world: World, intentId: string, isPassed: boolean): void {
  const setup = world.objects.find("setup_intent", intentId);
  if (setup !== null) {
    if (isPassed) finishSetup(world, setup);
    else setup.status = "requires_payment_method";
    return;
  }
  const intent = world.objects.get("payment_intent", intentId);
  const outcome = endAction(world, intent, isPassed);
  const invoice = invoiceOfIntent(world, intentId);
  if (invoice === null) return;
  applyOutcome(world, invoice, outcome);
  followInvoice(world, invoice);
}
