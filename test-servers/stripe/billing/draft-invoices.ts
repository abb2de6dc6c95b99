import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest, type StripeProblem } from "../wire/stripe-problem.ts";
import { nowFor, type World } from "../world.ts";
import { addInvoice, addLine } from "./new-invoice.ts";

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

export function deleteInvoice(world: World, id: string): { id: string; object: "invoice"; deleted: true } {
  const invoice = world.objects.get("invoice", id, "invoice");
  if (invoice.status !== "draft") throw notEditable("You can only delete draft invoices.");
  world.objects.remove(id);
  world.events.emit("invoice.deleted", invoice, nowFor(world, idOf(invoice.customer)));
  return { id, object: "invoice", deleted: true };
}

export function notEditable(message = "This invoice is no longer editable"): StripeProblem {
  return invalidRequest(message, { code: "invoice_not_editable" });
}
