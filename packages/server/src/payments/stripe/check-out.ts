import type Stripe from "stripe";
import type { CardCheckout, Checkout, SubscriptionCheckout, TopUpCheckout } from "../payment-provider.ts";
import { PaymentProviderError } from "../payment-provider.ts";
import type { PriceBook } from "./price-book.ts";
import { marksFor, planMarks } from "./stripe-marks.ts";
import { toDate, toStripeAmount } from "./stripe-values.ts";

export async function checkOutTopUp(stripe: Stripe, input: TopUpCheckout): Promise<Checkout> {
  const metadata = { ...marksFor(input), dokly_credits: String(input.credits) };
  const unitAmount = toStripeAmount(input.amountCents);
  const product = { name: input.description };
  return await createSession(stripe, input, {
    mode: "payment",
    line_items: [
      { quantity: 1, price_data: { currency: input.currency, unit_amount: unitAmount, product_data: product } },
    ],
    payment_intent_data: { metadata, description: input.description },
    metadata,
    // The order says what is paid, in its own currency and to the cent.
    adaptive_pricing: { enabled: false },
  });
}

export async function checkOutSubscription(
  stripe: Stripe,
  prices: PriceBook,
  input: SubscriptionCheckout,
): Promise<Checkout> {
  const metadata = { ...marksFor(input), ...planMarks(input) };
  return await createSession(stripe, input, {
    mode: "subscription",
    line_items: [{ quantity: 1, price: await prices.ensure(input) }],
    subscription_data: { metadata },
    metadata,
  });
}

export async function checkOutCard(stripe: Stripe, input: CardCheckout, currency: string): Promise<Checkout> {
  const metadata = marksFor(input);
  return await createSession(stripe, input, {
    mode: "setup",
    currency,
    // What is saved here is charged later while nobody is there: a card can be, many other methods can not.
    allowed_payment_method_types: ["card"],
    setup_intent_data: { metadata },
    metadata,
  });
}

async function createSession(
  stripe: Stripe,
  input: CardCheckout,
  params: Stripe.Checkout.SessionCreateParams,
): Promise<Checkout> {
  const { customer, successUrl, cancelUrl, order, key } = input;
  const session = await stripe.checkout.sessions.create(
    { ...params, customer, client_reference_id: order, success_url: successUrl, cancel_url: cancelUrl },
    { idempotencyKey: key },
  );
  if (session.url === null) throw new PaymentProviderError("refused", `The checkout ${session.id} has no page.`);
  return { id: session.id, url: session.url, expiresAt: toDate(session.expires_at) };
}
