import type Stripe from "stripe";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { cardProblem, declines, invalidRequest, StripeProblem } from "../wire/stripe-problem.ts";
import { drawId, idOf, nowFor, type World } from "../world.ts";
import { endPendingUpdate } from "./change-price.ts";
import { collectInvoice, finalizeInvoice, intentOfInvoice, voidInvoice } from "./collect-invoice.ts";
import { addInvoice, addLine } from "./new-invoice.ts";
import { refreshOf } from "./subscription-life.ts";

export function createInvoice(world: World, form: FormReader): Stripe.Invoice {
  const customer = form.required("customer");
  const given = {
    currency: form.text("currency") ?? "usd",
    description: form.text("description") ?? null,
    metadata: mergeMetadata({}, form.metadata()),
    method: form.text("default_payment_method") ?? null,
    isAdvancing: form.flag("auto_advance") ?? false,
    subscription: form.text("subscription"),
  };
  form.choice("collection_method", ["charge_automatically"]);
  form.choice("pending_invoice_items_behavior", ["exclude"]);
  form.end();
  const { subscription: subscriptionId, ...rest } = given;
  if (given.method !== null) world.objects.get("payment_method", given.method, "default_payment_method");
  const subscription =
    subscriptionId === undefined ? null : world.objects.get("subscription", subscriptionId, "subscription");
  const now = nowFor(world, customer);
  return addInvoice(world, {
    ...rest,
    customer,
    reason: "manual",
    subscription,
    lines: [],
    period: { start: now, end: now },
  });
}

/** POST /v1/invoiceitems: here only onto a draft that is named. */
export function createInvoiceItem(world: World, form: FormReader): unknown {
  const customer = form.required("customer");
  const invoice = world.objects.get("invoice", form.required("invoice"), "invoice");
  const amount = form.integer("amount");
  const currency = form.text("currency") ?? invoice.currency;
  const description = form.text("description") ?? "";
  const metadata = mergeMetadata({}, form.metadata());
  const now = nowFor(world, customer);
  const time = form.child("period");
  const period = { start: time?.integer("start") ?? now, end: time?.integer("end") ?? now };
  form.end();
  if (amount === undefined) throw invalidRequest("Missing required param: amount.", { param: "amount" });
  if (idOf(invoice.customer) !== customer || currency !== invoice.currency) {
    throw invalidRequest("The invoice item must be of the invoice's customer and currency.", { param: "invoice" });
  }
  if (invoice.status !== "draft") throw notEditable();
  addLine(invoice, { amount, description, metadata, period, price: null }, null);
  return {
    id: drawId("ii"),
    object: "invoiceitem",
    amount,
    currency,
    customer,
    date: now,
    description,
    invoice: invoice.id,
    livemode: false,
    metadata,
    period,
    proration: false,
    quantity: 1,
  };
}

export function finalizeByRequest(world: World, id: string, form: FormReader): Stripe.Invoice {
  const invoice = world.objects.get("invoice", id, "invoice");
  const advances = form.flag("auto_advance");
  form.end();
  if (invoice.status !== "draft") throw notEditable("This invoice is already finalized");
  if (advances !== undefined) invoice.auto_advance = advances;
  finalizeInvoice(world, invoice);
  refreshOf(world, invoice);
  return invoice;
}

export function payByRequest(world: World, id: string, form: FormReader): Stripe.Invoice {
  const method = form.text("payment_method");
  form.flag("off_session");
  form.end();
  const invoice = world.objects.get("invoice", id, "invoice");
  if (invoice.status === "paid") throw invalidRequest("Invoice is already paid", { code: "invoice_already_paid" });
  if (invoice.status === "draft") finalizeInvoice(world, invoice);
  const outcome = payInvoice(world, invoice, method);
  if (outcome === "no-card") {
    throw invalidRequest(
      "There is no default_payment_method set on this Customer or Invoice. Please set a default_payment_method.",
      { code: "missing" },
    );
  }
  if (outcome === "action-required") {
    throw new StripeProblem(402, {
      type: "card_error",
      code: "invoice_payment_intent_requires_action",
      message: "This payment requires additional user action before it can be completed successfully.",
    });
  }
  if (outcome !== "paid" && outcome !== "processing") {
    throw new StripeProblem(402, {
      ...cardProblem(outcome, intentOfInvoice(world, invoice)).body,
      ...declines[outcome],
    });
  }
  return invoice;
}

/** Charges an open invoice, on a person's or a program's behalf, and lets the subscription follow. */
export function payInvoice(world: World, invoice: Stripe.Invoice, method?: string): ReturnType<typeof collectInvoice> {
  if (invoice.status !== "open") throw invalidRequest("This invoice can no longer be paid.");
  const outcome = collectInvoice(world, invoice, method);
  followInvoice(world, invoice);
  return outcome;
}

/** What waited for an invoice goes on, once it is paid. */
export function followInvoice(world: World, invoice: Stripe.Invoice): void {
  refreshOf(world, invoice);
  const id = idOf(invoice.parent?.subscription_details?.subscription);
  const subscription = id === null ? null : world.objects.find("subscription", id);
  const isAwaited = subscription !== null && subscription.pending_update !== null;
  if (isAwaited && invoice.status === "paid" && invoice.billing_reason === "subscription_update") {
    endPendingUpdate(world, subscription, true);
  }
}

export function voidByRequest(world: World, id: string, form: FormReader): Stripe.Invoice {
  form.end();
  const invoice = world.objects.get("invoice", id, "invoice");
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw notEditable(`You can only pass in open invoices. This invoice is ${invoice.status}.`);
  }
  voidInvoice(world, invoice);
  return invoice;
}

export function deleteInvoice(world: World, id: string): { id: string; object: "invoice"; deleted: true } {
  const invoice = world.objects.get("invoice", id, "invoice");
  if (invoice.status !== "draft") throw notEditable("You can only delete draft invoices.");
  world.objects.remove(id);
  world.events.emit("invoice.deleted", invoice, nowFor(world, idOf(invoice.customer)));
  return { id, object: "invoice", deleted: true };
}

function notEditable(message = "This invoice is no longer editable"): StripeProblem {
  return invalidRequest(message, { code: "invoice_not_editable" });
}
