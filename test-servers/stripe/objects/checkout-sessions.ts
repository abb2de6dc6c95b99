import type Stripe from "stripe";
import { expireSession } from "../billing/agenda.ts";
import { drawId } from "../ids.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest, missingParameter } from "../wire/stripe-problem.ts";
import { type CheckoutOrder, nowFor, nowOf, type World } from "../world.ts";
import { priceOfItem } from "./catalog.ts";
import { emptySession } from "./empty-session.ts";
import { smallestAmount } from "./payment-intents.ts";

const modes = ["payment", "setup", "subscription"] as const;
type Mode = (typeof modes)[number];

export function createSession(world: World, form: FormReader): Stripe.Checkout.Session {
  const mode = form.choice("mode", modes);
  if (mode === undefined) throw missingParameter("mode");
  const customer = form.text("customer") ?? null;
  if (customer !== null) world.objects.get("customer", customer, "customer");
  const now = nowOf(world, null);
  const expiresAt = form.integer("expires_at") ?? now + 86_400;
  const given = {
    successUrl: readUrl(form, "success_url"),
    cancelUrl: form.text("cancel_url") === undefined ? null : readUrl(form, "cancel_url"),
    reference: form.text("client_reference_id") ?? null,
    email: form.text("customer_email") ?? null,
    creation: form.choice("customer_creation", ["always", "if_required"]) ?? "if_required",
    metadata: mergeMetadata({}, form.metadata()),
    currency: form.text("currency") ?? null,
    allowed: form.texts("allowed_payment_method_types"),
  };
  const order = readOrder(world, form, mode, now);
  form.child("adaptive_pricing")?.flag("enabled");
  for (const name of ["locale", "submit_type", "ui_mode", "billing_address_collection"]) form.text(name);
  form.end();
  if (expiresAt < now + 30 * 60 - 5 || expiresAt > now + 86_400 + 5) {
    throw invalidRequest(
      "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
      { param: "expires_at" },
    );
  }
  if (mode === "setup" && given.currency === null && given.allowed.length === 0) throw missingParameter("currency");
  const total = order.lines.reduce((sum, { price, quantity }) => sum + (price.unit_amount ?? 0) * quantity, 0);
  if (mode === "payment" && total < smallestAmount) {
    throw invalidRequest("The Checkout Session's total amount must convert to at least 50 cents.", {
      code: "amount_too_small",
    });
  }
  const id = drawId("cs_test");
  const session = world.objects.add<"checkout.session">({
    ...emptySession(),
    id,
    allowed_payment_method_types: given.allowed.length === 0 ? null : given.allowed,
    amount_subtotal: mode === "setup" ? null : total,
    amount_total: mode === "setup" ? null : total,
    cancel_url: given.cancelUrl,
    client_reference_id: given.reference,
    created: now,
    currency: order.lines[0]?.price.currency ?? given.currency,
    customer,
    customer_creation: mode === "payment" ? given.creation : null,
    customer_email: given.email,
    expires_at: expiresAt,
    metadata: given.metadata,
    mode,
    payment_method_types: given.allowed.length === 0 ? ["card", "us_bank_account"] : given.allowed,
    payment_status: mode === "setup" ? "no_payment_required" : "unpaid",
    success_url: given.successUrl,
    url: `${world.url}/checkout/${id}`,
  });
  world.orders.set(id, order);
  return session;
}

function readUrl(form: FormReader, name: string): string {
  const url = form.required(name);
  if (!/^https?:\/\//.test(url) || !URL.canParse(url.replace("{CHECKOUT_SESSION_ID}", "id"))) {
    throw invalidRequest("Not a valid URL", { param: name, code: "url_invalid" });
  }
  return url;
}

function readOrder(world: World, form: FormReader, mode: Mode, now: number): CheckoutOrder {
  const lines = form.children("line_items").map((line) => {
    const price = priceOfItem(world, line);
    if (price === null) throw invalidRequest("Each line item needs a price or price_data.", { param: "line_items" });
    const product = world.objects.find("product", typeof price.product === "string" ? price.product : price.product.id);
    return { price, quantity: line.integer("quantity") ?? 1, name: product?.name ?? "Item" };
  });
  if (mode !== "setup" && lines.length === 0) throw missingParameter("line_items");
  if (lines.some(({ price }) => (price.recurring !== null) !== (mode === "subscription"))) {
    throw invalidRequest(`You specified \`${mode}\` mode but passed prices of the other type.`, {
      param: "line_items",
    });
  }
  const payment = only(form, mode, "payment", "payment_intent_data");
  const subscription = only(form, mode, "subscription", "subscription_data");
  const setup = only(form, mode, "setup", "setup_intent_data");
  const days = subscription?.integer("trial_period_days");
  return {
    lines,
    paymentIntent: {
      metadata: mergeMetadata({}, payment?.metadata()),
      savesCard: payment?.choice("setup_future_usage", ["off_session", "on_session"]) !== undefined,
      description: payment?.text("description") ?? null,
    },
    subscription: {
      metadata: mergeMetadata({}, subscription?.metadata()),
      trialEnd: subscription?.integer("trial_end") ?? (days === undefined ? null : now + days * 86_400),
    },
    setupMetadata: mergeMetadata({}, setup?.metadata()),
  };
}

/** A part of the request that only one mode may carry. */
function only(form: FormReader, mode: Mode, needed: Mode, name: string): FormReader | undefined {
  const child = form.child(name);
  if (child !== undefined && mode !== needed) {
    throw invalidRequest(`You can not pass \`${name}\` in \`${mode}\` mode.`, { param: name });
  }
  return child;
}

export function expireByRequest(world: World, id: string, form: FormReader): Stripe.Checkout.Session {
  form.end();
  const session = world.objects.get("checkout.session", id, "session");
  if (session.status !== "open") {
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  }
  expireSession(world, session);
  return session;
}

/** The session is complete: what it made stands on it, and its customer is told. */
export function completeSession(world: World, session: Stripe.Checkout.Session, isPaid: boolean): void {
  session.status = "complete";
  session.url = null;
  if (session.mode !== "setup") session.payment_status = isPaid ? "paid" : "unpaid";
  const customer = typeof session.customer === "string" ? session.customer : null;
  world.events.emit("checkout.session.completed", session, nowFor(world, customer));
}
