import type Stripe from "stripe";
import type { PaidObjectRef } from "../paid-object.ts";
import { paidWith } from "./read-webhook.ts";
import { marksOf } from "./stripe-marks.ts";

/** Money may come back long after it was paid; a bank decides a dispute within about four months. */
const disputeSeconds = 150 * 86_400;

/**
 * Names everything that was made since an instant, and everything of which money came back since, once each: for
 * finding what no webhook told.
 */
export async function* listPaidObjects(stripe: Stripe, since: Date): AsyncGenerator<PaidObjectRef> {
  const seen = new Set<string>();
  for await (const ref of listAll(stripe, Math.floor(since.getTime() / 1_000))) {
    if (seen.has(ref.id)) continue;
    seen.add(ref.id);
    yield ref;
  }
}

async function* listAll(stripe: Stripe, from: number): AsyncGenerator<PaidObjectRef> {
  const made = { created: { gte: from }, limit: 100 };
  for await (const { id, metadata } of stripe.subscriptions.list({ ...made, status: "all" })) {
    if (marksOf(metadata).workspace !== null) yield { kind: "subscription", id };
  }
  for await (const intent of stripe.paymentIntents.list(made)) {
    if (marksOf(intent.metadata).workspace !== null) yield { kind: "payment", id: intent.id };
  }
  for await (const invoice of stripe.invoices.list(made)) {
    if (invoice.status !== "draft") yield { kind: "invoice", id: invoice.id };
  }
  for await (const intent of stripe.setupIntents.list(made)) {
    if (marksOf(intent.metadata).workspace !== null) yield { kind: "card-setup", id: intent.id };
  }
  for await (const refund of stripe.refunds.list(made)) yield* await paidWith(stripe, idOfIntent(refund));
  const disputed = { created: { gte: from - disputeSeconds }, limit: 100 };
  for await (const dispute of stripe.disputes.list(disputed)) yield* await paidWith(stripe, idOfIntent(dispute));
}

function idOfIntent({ payment_intent: intent }: Pick<Stripe.Refund, "payment_intent">): string | null {
  return typeof intent === "string" ? intent : (intent?.id ?? null);
}
