import Stripe from "stripe";
import type { Payment } from "../paid-object.ts";
import type { SavedCardCharge } from "../payment-provider.ts";
import { fetchPayment } from "./read-payment.ts";
import { marksFor, marksOf } from "./stripe-marks.ts";
import { toStripeAmount } from "./stripe-values.ts";

/** How many of a customer's newest payments are looked through for one that was begun already. */
const newest = 100;

/**
 * Charges a saved card off-session. A refusal by the bank comes as an error that names the payment intent: what that
 * is now tells a decline from a bank that wants to see the card holder. Sent again, it is the same payment: for a day
 * by its key, which Stripe forgets then, and afterwards by its order.
 */
export async function chargeSavedCard(stripe: Stripe, input: SavedCardCharge): Promise<Payment> {
  const begun = await stripe.paymentIntents.list({ customer: input.customer, limit: newest });
  const found = begun.data.find(({ metadata }) => marksOf(metadata).order === input.order);
  return await fetchPayment(stripe, found?.id ?? (await createIntent(stripe, input)));
}

async function createIntent(stripe: Stripe, input: SavedCardCharge): Promise<string> {
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: toStripeAmount(input.amountCents),
        currency: input.currency,
        customer: input.customer,
        payment_method: input.card,
        description: input.description,
        metadata: { ...marksFor(input), dokly_credits: String(input.credits) },
        confirm: true,
        off_session: true,
      },
      { idempotencyKey: input.key },
    );
    return intent.id;
  } catch (error) {
    const made = error instanceof Stripe.errors.StripeCardError ? error.payment_intent : undefined;
    if (made === undefined) throw error;
    return made.id;
  }
}

/** Forgets a saved card; does nothing where it is gone or was never anybody's. */
export async function removeCard(stripe: Stripe, card: string): Promise<void> {
  const method = await stripe.paymentMethods.retrieve(card);
  if (method.customer === null) return;
  await stripe.paymentMethods.detach(card);
}
