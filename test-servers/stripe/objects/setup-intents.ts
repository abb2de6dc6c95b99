import type Stripe from "stripe";
import { drawId, idOf } from "../ids.ts";
import { declines } from "../wire/declines.ts";
import { type FormReader, mergeMetadata } from "../wire/form-reader.ts";
import { invalidRequest, StripeProblem } from "../wire/stripe-problem.ts";
import { nowFor, type World } from "../world.ts";
import { behaviourOf, findPaymentMethod } from "./payment-methods.ts";
import { attachCard } from "./saved-cards.ts";

export function createSetupIntent(world: World, form: FormReader): Stripe.SetupIntent {
  const customer = form.text("customer") ?? null;
  const method = form.text("payment_method");
  const confirms = form.flag("confirm") ?? false;
  const usage = form.choice("usage", ["off_session", "on_session"]) ?? "off_session";
  const metadata = mergeMetadata({}, form.metadata());
  form.child("automatic_payment_methods")?.flag("enabled");
  form.text("return_url");
  form.end();
  if (customer !== null) world.objects.get("customer", customer, "customer");
  const intent = addSetupIntent(world, { customer, metadata, usage });
  if (method === undefined) return intent;
  intent.payment_method = findPaymentMethod(world, method).id;
  intent.status = "requires_confirmation";
  return confirms ? confirm(world, intent) : intent;
}

export function addSetupIntent(
  world: World,
  given: { customer: string | null; metadata: Record<string, string>; usage?: string },
): Stripe.SetupIntent {
  const created = nowFor(world, given.customer);
  const id = drawId("seti");
  const intent = world.objects.add<"setup_intent">({
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${drawId("x").slice(2)}`,
    created,
    customer: given.customer,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: given.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "requires_payment_method",
    usage: given.usage ?? "off_session",
  });
  world.events.emit("setup_intent.created", intent, created);
  return intent;
}

export function confirmSetupIntent(world: World, id: string, form: FormReader): Stripe.SetupIntent {
  const intent = world.objects.get("setup_intent", id, "intent");
  const method = form.text("payment_method");
  form.text("return_url");
  form.end();
  if (method !== undefined) intent.payment_method = findPaymentMethod(world, method).id;
  if (intent.status === "succeeded" || idOf(intent.payment_method) === null) {
    throw invalidRequest("This SetupIntent can not be confirmed.", { code: "setup_intent_unexpected_state" });
  }
  return confirm(world, intent);
}

function confirm(world: World, intent: Stripe.SetupIntent): Stripe.SetupIntent {
  const method = idOf(intent.payment_method) ?? "";
  const behaviour = behaviourOf(world, method);
  const at = nowFor(world, idOf(intent.customer));
  if (behaviour === "declined" || behaviour === "lacks-funds") {
    intent.status = "requires_payment_method";
    intent.last_setup_error = { type: "card_error", ...declines[behaviour] };
    world.events.emit("setup_intent.setup_failed", intent, at);
    throw new StripeProblem(402, { type: "card_error", ...declines[behaviour] });
  }
  if (behaviour === "needs-action" || behaviour === "needs-action-once") {
    intent.status = "requires_action";
    intent.next_action = {
      type: "redirect_to_url",
      redirect_to_url: { url: `${world.url}/authenticate/${intent.id}`, return_url: null },
    };
    world.events.emit("setup_intent.requires_action", intent, at);
    return intent;
  }
  return finishSetup(world, intent);
}

/** The card is saved. */
export function finishSetup(world: World, intent: Stripe.SetupIntent): Stripe.SetupIntent {
  const method = idOf(intent.payment_method) ?? "";
  const customer = idOf(intent.customer);
  if (behaviourOf(world, method) === "needs-action-once") world.cards.set(method, "succeeds");
  intent.status = "succeeded";
  intent.next_action = null;
  if (customer !== null) attachCard(world, method, customer);
  world.events.emit("setup_intent.succeeded", intent, nowFor(world, customer));
  return intent;
}
