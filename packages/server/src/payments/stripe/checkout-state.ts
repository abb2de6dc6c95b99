import type Stripe from "stripe";
import type { CheckoutState } from "../payment-provider.ts";
import { idOf } from "./stripe-values.ts";

/** What became of a checkout. */
export async function fetchCheckout(stripe: Stripe, id: string): Promise<CheckoutState> {
  const session = await stripe.checkout.sessions.retrieve(id);
  return { id: session.id, state: stateOf(session.status), made: madeBy(session)[0] ?? null };
}

/** What a session made, the main thing first. */
export function madeBy(
  session: Pick<Stripe.Checkout.Session, "payment_intent" | "subscription" | "invoice" | "setup_intent">,
): { readonly kind: "payment" | "invoice" | "subscription" | "card-setup"; readonly id: string }[] {
  const made = [
    { kind: "payment", id: idOf(session.payment_intent) },
    { kind: "subscription", id: idOf(session.subscription) },
    { kind: "invoice", id: idOf(session.invoice) },
    { kind: "card-setup", id: idOf(session.setup_intent) },
  ] as const;
  return made.flatMap(({ kind, id }) => (id === null ? [] : [{ kind, id }]));
}

function stateOf(status: Stripe.Checkout.Session.Status | null): CheckoutState["state"] {
  return (["complete", "expired"] as const).find((known) => known === status) ?? "open";
}

/** Somebody may pay between the question and the request: then Stripe refuses, and it is complete. */
export async function expireCheckout(stripe: Stripe, id: string): Promise<void> {
  const { state } = await fetchCheckout(stripe, id);
  if (state !== "open") return;
  try {
    await stripe.checkout.sessions.expire(id);
  } catch (error) {
    if ((await fetchCheckout(stripe, id)).state === "open") throw error;
  }
}
