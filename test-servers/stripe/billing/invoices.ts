import type Stripe from "stripe";
import { idOf } from "../ids.ts";
import { cardProblem, declines } from "../wire/declines.ts";
import type { FormReader } from "../wire/form-reader.ts";
import { invalidRequest, StripeProblem } from "../wire/stripe-problem.ts";
import { nowFor, type World } from "../world.ts";
import { finalizeInvoice, voidInvoice } from "./collect-invoice.ts";
import { notEditable } from "./draft-invoices.ts";
import { intentOfInvoice } from "./invoice-payments.ts";
import { payInvoice } from "./pay-invoice.ts";
import { refreshOf } from "./subscription-status.ts";

export function finalizeByRequest(world: World, id: string, form: FormReader): Stripe.Invoice {
  const invoice = world.objects.get("invoice", id, "invoice");
  const advances = form.flag("auto_advance");
  form.end();
  if (invoice.status !== "draft") throw notEditable("This invoice is already finalized");
  if (advances !== undefined) invoice.auto_advance = advances;
  finalizeInvoice(world, invoice);
  // Left to itself, an invoice is charged an hour after it was finalized, and again when that fails.
  const isCharged = invoice.auto_advance === true && invoice.status === "open";
  if (isCharged) invoice.next_payment_attempt = nowFor(world, idOf(invoice.customer)) + world.billing.draftSeconds;
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

export function voidByRequest(world: World, id: string, form: FormReader): Stripe.Invoice {
  form.end();
  const invoice = world.objects.get("invoice", id, "invoice");
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw notEditable(`You can only pass in open invoices. This invoice is ${invoice.status}.`);
  }
  voidInvoice(world, invoice);
  return invoice;
}
