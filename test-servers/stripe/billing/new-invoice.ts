import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { clockOf, type InvoiceLine, nowFor, type World } from "../world.ts";

export type NewInvoice = {
  readonly customer: string;
  readonly currency: string;
  readonly reason: "manual" | "subscription_create" | "subscription_cycle" | "subscription_update";
  readonly subscription: Stripe.Subscription | null;
  readonly lines: readonly InvoiceLine[];
  readonly period: { readonly start: number; readonly end: number };
  readonly metadata?: Record<string, string>;
  readonly description?: string | null;
  readonly method?: string | null;
  readonly isAdvancing?: boolean;
};

/** A draft. */
export function addInvoice(world: World, given: NewInvoice): Stripe.Invoice {
  const created = nowFor(world, given.customer);
  const customer = world.objects.get("customer", given.customer, "customer");
  const id = drawId("in");
  const invoice = world.objects.add<"invoice">({
    ...emptyInvoice,
    id,
    object: "invoice",
    auto_advance: given.isAdvancing ?? true,
    billing_reason: given.reason,
    created,
    currency: given.currency,
    customer: given.customer,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    default_payment_method: given.method ?? null,
    default_tax_rates: [],
    description: given.description ?? null,
    discounts: [],
    issuer: { type: "self" },
    lines: { object: "list", data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: given.metadata ?? {},
    parent: parentOf(given.subscription),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: given.period.end,
    period_start: given.period.start,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    test_clock: clockOf(world, given.customer),
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
  });
  for (const line of given.lines) addLine(invoice, line, given.subscription);
  world.events.emit("invoice.created", invoice, created);
  return invoice;
}

/** Adds a line to a draft, and its amount to what is due. */
export function addLine(invoice: Stripe.Invoice, line: InvoiceLine, subscription: Stripe.Subscription | null): void {
  const details = { invoice_item: drawId("ii"), proration: line.isProration ?? false, proration_details: null };
  invoice.lines.data.push({
    id: drawId("il"),
    object: "line_item",
    amount: line.amount,
    currency: invoice.currency,
    description: line.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: invoice.id,
    livemode: false,
    metadata: line.metadata ?? {},
    parent:
      line.item === undefined
        ? {
            type: "invoice_item_details",
            invoice_item_details: { ...details, subscription: null },
            subscription_item_details: null,
          }
        : {
            type: "subscription_item_details",
            invoice_item_details: null,
            subscription_item_details: {
              ...details,
              invoice_item: null,
              subscription: subscription?.id ?? null,
              subscription_item: line.item,
            },
          },
    period: { ...line.period },
    pretax_credit_amounts: [],
    pricing:
      line.price === null
        ? null
        : {
            type: "price_details",
            price_details: { price: line.price.id, product: idOf(line.price.product) ?? "" },
            unit_amount_decimal: null,
          },
    quantity: line.quantity ?? 1,
    quantity_decimal: null,
    subscription: subscription?.id ?? null,
    subtotal: line.amount,
    taxes: [],
  });
  const total = invoice.lines.data.reduce((sum, { amount }) => sum + amount, 0);
  invoice.subtotal = total;
  invoice.total = total;
  invoice.subtotal_excluding_tax = total;
  invoice.total_excluding_tax = total;
  invoice.amount_due = Math.max(0, total);
  invoice.amount_remaining = invoice.amount_due;
}

function parentOf(subscription: Stripe.Subscription | null): Stripe.Invoice.Parent | null {
  if (subscription === null) return null;
  return {
    type: "subscription_details",
    quote_details: null,
    subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
  };
}

/** What every new invoice has in common. */
const emptyInvoice = {
  account_country: "US",
  account_name: "Dokly test",
  account_tax_ids: null,
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  automatically_finalizes_at: null,
  collection_method: "charge_automatically",
  custom_fields: null,
  customer_account: null,
  customer_address: null,
  customer_phone: null,
  customer_shipping: null,
  customer_tax_exempt: "none",
  customer_tax_ids: [],
  default_source: null,
  due_date: null,
  effective_at: null,
  ending_balance: null,
  footer: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  last_finalization_error: null,
  latest_revision: null,
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  starting_balance: 0,
  statement_descriptor: null,
  subtotal: 0,
  subtotal_excluding_tax: 0,
  total: 0,
  total_discount_amounts: [],
  total_excluding_tax: 0,
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
} satisfies Partial<Stripe.Invoice>;
