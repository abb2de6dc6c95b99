import type Stripe from "stripe";
import { paySession } from "../billing/pay-session.ts";
import type { CardBehaviour, World } from "../world.ts";
import { choices, escapeHtml, htmlPage, money, type PageReply } from "./page.ts";

/** The buttons of the hosted page, by the test card that each stands for. */
const buttons = [
  ["succeeds", "Pay"],
  ["declined", "Pay with a card that is declined"],
  ["lacks-funds", "Pay with a card that lacks funds"],
  ["needs-action-once", "Pay with a card that asks for 3-D Secure"],
  ["needs-action", "Pay with a card that asks for 3-D Secure each time"],
  ["delayed", "Pay by bank debit, which takes days"],
] as const satisfies readonly (readonly [CardBehaviour, string])[];

export function checkoutPage(world: World, id: string, alert: string | null = null): PageReply {
  const session = world.objects.find("checkout.session", id);
  if (session === null) return { status: 404, html: htmlPage("No such page", "") };
  if (session.status !== "open") {
    return { status: 200, html: htmlPage("This checkout is over", `<p>It is ${session.status}.</p>`) };
  }
  const lines = (world.orders.get(id)?.lines ?? []).map(
    ({ name, price, quantity }) =>
      `<li>${escapeHtml(name)}: ${money((price.unit_amount ?? 0) * quantity, price.currency)}${price.recurring === null ? "" : ` per ${price.recurring.interval}`}</li>`,
  );
  const total =
    session.amount_total === null ? "Nothing is charged now." : money(session.amount_total, session.currency ?? "usd");
  const cancel =
    session.cancel_url === null ? "" : `<p><a href="${escapeHtml(session.cancel_url)}">Go back without paying</a></p>`;
  const body = [
    alert === null ? "" : `<p role="alert">${escapeHtml(alert)}</p>`,
    `<ul>${lines.join("")}</ul>`,
    `<p>${total}</p>`,
    choices(`/checkout/${id}/pay`, "card", buttons),
    cancel,
  ];
  return { status: 200, html: htmlPage(session.mode === "setup" ? "Save a card" : "Pay", body.join("\n")) };
}

export function payAtPage(world: World, id: string, form: URLSearchParams): PageReply {
  const session = world.objects.find("checkout.session", id);
  const behaviour = buttons.map(([value]) => value).find((value) => value === form.get("card"));
  if (session === null || behaviour === undefined) return { status: 404, html: htmlPage("No such page", "") };
  const answer = form.get("authenticated");
  const step = paySession(world, session, {
    behaviour,
    ...(answer === null ? {} : { isAuthenticated: answer === "yes" }),
  });
  if (step === "complete") return { status: 303, location: returnUrl(session) };
  if (step === "declined") return checkoutPage(world, id, "Your card was declined.");
  if (step === "authenticate") return authenticationStep(id, behaviour);
  return checkoutPage(world, id);
}

function authenticationStep(id: string, behaviour: CardBehaviour): PageReply {
  const body = choices(`/checkout/${id}/pay?card=${behaviour}`, "authenticated", [
    ["yes", "Complete authentication"],
    ["no", "Fail authentication"],
  ]);
  return { status: 200, html: htmlPage("3-D Secure", body) };
}

function returnUrl(session: Stripe.Checkout.Session): string {
  return (session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}
