import Stripe from "stripe";
import type { PaidObjectRef } from "../paid-object.ts";
import { type RawWebhook, type WebhookEvent, WebhookRefusedError } from "../payment-provider.ts";
import { madeBy } from "./checkout-state.ts";
import { marksOf } from "./stripe-marks.ts";
import { idOf, toDate } from "./stripe-values.ts";

/**
 * Checks the signature over the bytes as they came, and says what the event is about. What stands in the event is not
 * believed: it is old by the time that it is read.
 * @throws WebhookRefusedError
 */
export async function readWebhook(
  stripe: Stripe,
  secret: string,
  { body, headers }: RawWebhook,
): Promise<WebhookEvent> {
  const event = verify(stripe, secret, { body, signature: headers.get("stripe-signature") });
  return {
    id: event.id,
    type: event.type,
    createdAt: toDate(event.created),
    about: await aboutOf(stripe, event),
  };
}

function verify(stripe: Stripe, secret: string, given: { body: Uint8Array; signature: string | null }): Stripe.Event {
  if (given.signature === null) throw new WebhookRefusedError("The webhook has no signature.");
  let event: Stripe.Event;
  try {
    event = stripe.webhooks.constructEvent(Buffer.from(given.body), given.signature, secret);
  } catch (error) {
    // The reason names times and signatures, and whoever sent it may read the answer.
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) {
      throw new WebhookRefusedError("The webhook's signature does not fit, or is too old.");
    }
    throw new WebhookRefusedError("The webhook is no event.");
  }
  const isEvent = typeof event?.id === "string" && typeof event.type === "string" && typeof event.created === "number";
  if (!isEvent || typeof event.data?.object !== "object") throw new WebhookRefusedError("The webhook is no event.");
  return event;
}

/** What to look at after an event; nothing, where it means nothing to us. */
async function aboutOf(stripe: Stripe, event: Stripe.Event): Promise<PaidObjectRef[]> {
  const { object } = event.data;
  if (!("object" in object)) return [];
  if (object.object === "subscription") return [{ kind: "subscription", id: object.id }];
  if (object.object === "invoice") return aboutInvoice(event.type, object);
  if (object.object === "charge" || object.object === "refund" || object.object === "dispute") {
    return isAboutMoneyBack(event.type) ? await paidWith(stripe, idOf(object.payment_intent)) : [];
  }
  const isIntent = object.object === "payment_intent" || object.object === "setup_intent";
  if (!isIntent && object.object !== "checkout.session") return [];
  // Somebody else's, or the payment of an invoice, of which the invoice's own events tell.
  if (marksOf(object.metadata).workspace === null) return [];
  if (object.object === "checkout.session") return madeBy(object);
  return [{ kind: object.object === "payment_intent" ? "payment" : "card-setup", id: object.id }];
}

/** A draft is of no interest: it becomes one when it is finalized, paid, or refused. */
function aboutInvoice(type: string, invoice: Stripe.Invoice): PaidObjectRef[] {
  if (type === "invoice.created" || type === "invoice.deleted" || type === "invoice.upcoming") return [];
  const subscription = idOf(invoice.parent?.subscription_details?.subscription);
  const own: PaidObjectRef = { kind: "invoice", id: invoice.id };
  return subscription === null ? [own] : [own, { kind: "subscription", id: subscription }];
}

function isAboutMoneyBack(type: string): boolean {
  return type === "charge.refunded" || type.startsWith("refund.") || /^charge\.(dispute|refund)\./.test(type);
}

/**
 * What was paid with a payment intent: a top-up of ours, or an invoice. Asks Stripe; when that fails the webhook is not
 * taken, and Stripe sends it again.
 */
export async function paidWith(stripe: Stripe, intentId: string | null): Promise<PaidObjectRef[]> {
  if (intentId === null) return [];
  const intent = await stripe.paymentIntents.retrieve(intentId);
  if (marksOf(intent.metadata).workspace !== null) return [{ kind: "payment", id: intentId }];
  const payments = await stripe.invoicePayments.list({
    payment: { type: "payment_intent", payment_intent: intentId },
    limit: 100,
  });
  return payments.data.flatMap(({ invoice }): PaidObjectRef[] => {
    const id = idOf(invoice);
    return id === null ? [] : [{ kind: "invoice", id }];
  });
}
