import type Stripe from "stripe";
import type { CardSetup, SavedCard } from "../paid-object.ts";
import { marksOf } from "./stripe-marks.ts";
import { idOf, toDate } from "./stripe-values.ts";

export async function fetchCardSetup(stripe: Stripe, id: string): Promise<CardSetup> {
  const intent = await stripe.setupIntents.retrieve(id, { expand: ["payment_method"] });
  return {
    kind: "card-setup",
    id: intent.id,
    ...marksOf(intent.metadata),
    customer: idOf(intent.customer),
    state: stateOf(intent),
    card: intent.status === "succeeded" ? cardOf(intent) : null,
    createdAt: toDate(intent.created),
  };
}

function stateOf(intent: Stripe.SetupIntent): CardSetup["state"] {
  if (intent.status === "succeeded") return "saved";
  if (intent.status === "canceled") return "cancelled";
  return intent.last_setup_error === null ? "open" : "failed";
}

/** Null where the card was removed since: then nothing can be charged to it. */
function cardOf({ payment_method: method }: Stripe.SetupIntent): SavedCard | null {
  if (method === null || typeof method === "string" || method.customer === null || method.card === undefined)
    return null;
  const { brand, last4, exp_month: expiresMonth, exp_year: expiresYear } = method.card;
  return { id: method.id, brand, last4, expiresMonth, expiresYear };
}
