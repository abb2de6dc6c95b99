import Stripe from "stripe";
import { PaymentProviderError, type UpgradeInvoice } from "../payment-provider.ts";
import { itemOf } from "./read-subscription.ts";
import { marksFor, marksOf, planMarks } from "./stripe-marks.ts";
import { idOf, toStripeAmount } from "./stripe-values.ts";

/** How many of a customer's newest invoices are looked through for one that was begun already. */
const newest = 100;

/**
 * Writes an invoice of its own over the full difference and charges it to the subscription's card (RULES R3.2). It is
 * not made by changing the subscription: Stripe would share the difference out by seconds. What an earlier call of the
 * same order did is found by the order, and each step has a key of its own: the same call goes on where that stopped.
 * Returns the invoice's id.
 */
export async function invoiceUpgrade(stripe: Stripe, input: UpgradeInvoice): Promise<string> {
  const { customer, currency, description, key } = input;
  const subscription = await stripe.subscriptions.retrieve(input.subscription);
  const invoice = (await findBegun(stripe, input)) ?? (await createDraft(stripe, input, subscription));
  if (invoice.status === "draft" && invoice.lines.data.length === 0) {
    const { current_period_start: start, current_period_end: end } = itemOf(subscription);
    const amount = toStripeAmount(input.amountCents);
    await stripe.invoiceItems.create(
      { customer, invoice: invoice.id, amount, currency, description, period: { start, end } },
      { idempotencyKey: `${key}:item` },
    );
  }
  if (invoice.status === "draft") {
    await stripe.invoices.finalizeInvoice(invoice.id, { auto_advance: false }, { idempotencyKey: `${key}:finalize` });
  }
  if (invoice.status === "draft" || invoice.status === "open") await pay(stripe, invoice.id, `${key}:pay`);
  return invoice.id;
}

async function findBegun(stripe: Stripe, { customer, order }: UpgradeInvoice): Promise<Stripe.Invoice | null> {
  const found = await stripe.invoices.list({ customer, limit: newest });
  return found.data.find(({ metadata }) => marksOf(metadata).order === order) ?? null;
}

async function createDraft(
  stripe: Stripe,
  input: UpgradeInvoice,
  subscription: Stripe.Subscription,
): Promise<Stripe.Invoice> {
  const { customer, currency, description, key } = input;
  const card = await cardOf(stripe, subscription);
  const metadata = {
    ...marksFor(input),
    ...planMarks(input),
    dokly_reason: "upgrade",
    dokly_subscription: input.subscription,
  };
  return await stripe.invoices.create(
    {
      customer,
      currency,
      description,
      metadata,
      collection_method: "charge_automatically",
      auto_advance: false,
      pending_invoice_items_behavior: "exclude",
      ...(card === null ? {} : { default_payment_method: card }),
    },
    { idempotencyKey: `${key}:invoice` },
  );
}

/** A card that is refused, or not there, leaves the invoice open: a person can pay it at its page. */
async function pay(stripe: Stripe, invoice: string, idempotencyKey: string): Promise<void> {
  try {
    await stripe.invoices.pay(invoice, {}, { idempotencyKey });
  } catch (error) {
    const isRefusal = error instanceof Stripe.errors.StripeCardError;
    const isAnswered = error instanceof Stripe.errors.StripeInvalidRequestError;
    if (!isRefusal && !isAnswered) throw error;
    const { status } = await stripe.invoices.retrieve(invoice);
    if (status !== "open" && status !== "paid") throw error;
  }
}

/** The card that the subscription is charged to: its own, or the customer's. */
async function cardOf(stripe: Stripe, subscription: Stripe.Subscription): Promise<string | null> {
  const own = idOf(subscription.default_payment_method);
  if (own !== null) return own;
  const customer = await stripe.customers.retrieve(idOf(subscription.customer) ?? "");
  return customer.deleted === true ? null : idOf(customer.invoice_settings.default_payment_method);
}

/**
 * Makes an invoice that nobody has paid unpayable: a draft is deleted, an open one voided.
 * @throws PaymentProviderError `refused` when it is paid, or being paid
 */
export async function voidInvoice(stripe: Stripe, id: string): Promise<void> {
  const { status } = await stripe.invoices.retrieve(id);
  if (status === "void") return;
  if (status === "draft") await stripe.invoices.del(id);
  else if (status === "paid") throw new PaymentProviderError("refused", `Invoice ${id} is paid.`);
  else await stripe.invoices.voidInvoice(id);
}
