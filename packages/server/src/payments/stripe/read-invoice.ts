import type Stripe from "stripe";
import type { Invoice, PaidBack, PaymentFailure } from "../paid-object.ts";
import { failureOfDecline } from "./decline-sentence.ts";
import { paidBackOf, sumPaidBack } from "./paid-back.ts";
import type { PriceBook } from "./price-book.ts";
import { chargeOf } from "./read-payment.ts";
import { type MarkedPlan, marksOf, planOfMarks } from "./stripe-marks.ts";
import { idOf, toDate } from "./stripe-values.ts";

/** What an invoice's payments came to. */
type Paid = PaidBack & { readonly failure: PaymentFailure | null };

/** How many charges of a customer are looked at for a list of invoices; more are a page of a list each. */
const chargesMax = 300;

export async function fetchInvoice(stripe: Stripe, prices: PriceBook, id: string): Promise<Invoice> {
  const invoice = await stripe.invoices.retrieve(id, { expand: ["payments"] });
  const intents = await Promise.all(
    intentIdsOf(invoice).map((intent) => stripe.paymentIntents.retrieve(intent, { expand: ["latest_charge"] })),
  );
  const parts = await Promise.all(intents.map((intent) => paidBackOf(stripe, chargeOf(intent))));
  const failure = invoice.status === "paid" ? null : (intents.map(failureOf).find((found) => found !== null) ?? null);
  return await readInvoice(prices, invoice, { ...sumPaidBack(parts), failure });
}

function failureOfCharge({ failure_code: code, outcome }: Stripe.Charge): PaymentFailure {
  return failureOfDecline({ code: code ?? undefined, decline_code: outcome?.reason ?? undefined });
}

function failureOf({ last_payment_error: error, status }: Stripe.PaymentIntent): PaymentFailure | null {
  if (error !== null) return failureOfDecline(error);
  return status === "requires_action" ? failureOfDecline({ code: "authentication_required" }) : null;
}

/** A customer's newest invoices. Their charges are asked for once for all, not once for each. */
export async function listInvoices(
  stripe: Stripe,
  prices: PriceBook,
  { customer, limit }: { readonly customer: string; readonly limit: number },
): Promise<Invoice[]> {
  const found = await stripe.invoices.list({ customer, limit: Math.min(limit, 100), expand: ["data.payments"] });
  const charges = new Map<string, Stripe.Charge>();
  const listed = await stripe.charges.list({ customer, limit: 100 }).autoPagingToArray({ limit: chargesMax });
  // Newest first: of several attempts at one payment the last one counts.
  for (const charge of listed) {
    const intent = idOf(charge.payment_intent);
    if (intent !== null && !charges.has(intent)) charges.set(intent, charge);
  }
  const invoices: Invoice[] = [];
  for (const invoice of found.data) {
    const own = intentIdsOf(invoice).flatMap((intent) => charges.get(intent) ?? []);
    const parts = await Promise.all(own.map((charge) => paidBackOf(stripe, charge)));
    const failed = invoice.status === "paid" ? undefined : own.find((charge) => charge.status === "failed");
    const failure = failed === undefined ? null : failureOfCharge(failed);
    invoices.push(await readInvoice(prices, invoice, { ...sumPaidBack(parts), failure }));
  }
  return invoices;
}

function intentIdsOf(invoice: Stripe.Invoice): string[] {
  return (invoice.payments?.data ?? []).flatMap((payment) => idOf(payment.payment.payment_intent) ?? []);
}

async function readInvoice(prices: PriceBook, invoice: Stripe.Invoice, paid: Paid): Promise<Invoice> {
  const details = invoice.parent?.subscription_details ?? null;
  const reason = reasonOf(invoice);
  const line = lineOf(invoice);
  const plan = await planOf(prices, invoice, line);
  const own = marksOf(invoice.metadata);
  const inherited = marksOf(details?.metadata);
  return {
    kind: "invoice",
    id: invoice.id,
    workspace: own.workspace ?? inherited.workspace,
    order: own.order ?? (reason === "start" ? inherited.order : null),
    ...paid,
    customer: idOf(invoice.customer),
    subscription: idOf(details?.subscription) ?? invoice.metadata?.["dokly_subscription"] ?? null,
    reason,
    plan: plan?.plan ?? null,
    interval: plan?.interval ?? null,
    number: invoice.number,
    state: stateOf(invoice.status),
    amountCents: BigInt(invoice.total),
    currency: invoice.currency,
    period: line === null ? null : { start: toDate(line.period.start), end: toDate(line.period.end) },
    createdAt: toDate(invoice.created),
    url: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
  };
}

function reasonOf(invoice: Stripe.Invoice): Invoice["reason"] {
  if (invoice.metadata?.["dokly_reason"] === "upgrade") return "upgrade";
  if (invoice.billing_reason === "subscription_create") return "start";
  return invoice.billing_reason === "subscription_cycle" ? "renewal" : "other";
}

/** The line that says what was bought: the one of the plan for its whole time, or the only one. */
function lineOf(invoice: Stripe.Invoice): Stripe.InvoiceLineItem | null {
  const lines = invoice.lines.data;
  return lines.find((line) => line.parent?.subscription_item_details?.proration === false) ?? lines[0] ?? null;
}

async function planOf(
  prices: PriceBook,
  invoice: Stripe.Invoice,
  line: Stripe.InvoiceLineItem | null,
): Promise<MarkedPlan | null> {
  const price = line?.pricing?.price_details?.price;
  if (price === undefined) return planOfMarks(invoice.metadata);
  return typeof price === "string" ? await prices.planOf(price) : prices.remember(price);
}

function stateOf(status: Stripe.Invoice["status"]): Invoice["state"] {
  return (["open", "paid", "void", "uncollectible"] as const).find((known) => known === status) ?? "draft";
}
