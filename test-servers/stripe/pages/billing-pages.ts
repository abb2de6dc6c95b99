import { payInvoice } from "../billing/invoices.ts";
import { itemOf } from "../billing/new-subscription.ts";
import { answerAuthentication } from "../billing/pay-session.ts";
import { tellUpdate } from "../billing/subscription-life.ts";
import { addPaymentMethod, attachCard } from "../objects/cards.ts";
import type { Portals } from "../objects/portal.ts";
import { idOf, type World } from "../world.ts";
import { choices, escapeHtml, htmlPage, money, type PageReply } from "./page.ts";

const notFound: PageReply = { status: 404, html: htmlPage("No such page", "") };

/** An invoice's own page, where a person can pay it. */
export function invoicePage(world: World, id: string, alert: string | null = null): PageReply {
  const invoice = world.objects.find("invoice", id);
  if (invoice === null || invoice.status === "draft") return notFound;
  const lines = invoice.lines.data.map(
    (line) => `<li>${escapeHtml(line.description ?? "")}: ${money(line.amount, line.currency)}</li>`,
  );
  const body = [
    alert === null ? "" : `<p role="alert">${escapeHtml(alert)}</p>`,
    `<ul>${lines.join("")}</ul>`,
    `<p>${money(invoice.total, invoice.currency)}, ${invoice.status ?? ""}</p>`,
    invoice.status === "open"
      ? choices(`/invoices/${id}/pay`, "card", [
          ["succeeds", "Pay"],
          ["declined", "Pay with a card that is declined"],
        ])
      : "",
  ];
  return { status: 200, html: htmlPage(`Invoice ${invoice.number ?? ""}`, body.join("\n")) };
}

export function payInvoiceAtPage(world: World, id: string, form: URLSearchParams): PageReply {
  const invoice = world.objects.find("invoice", id);
  if (invoice === null) return notFound;
  if (invoice.status !== "open") return invoicePage(world, id);
  const card = addPaymentMethod(world, form.get("card") === "declined" ? "declined" : "succeeds");
  const outcome = payInvoice(world, invoice, card.id);
  return invoicePage(world, id, outcome === "paid" ? null : "Your card was declined.");
}

/** Where a card that asks for 3-D Secure sends its person. */
export function authenticationPage(world: World, id: string): PageReply {
  if (world.objects.any(id) === null) return notFound;
  const body = choices(`/authenticate/${id}`, "authenticated", [
    ["yes", "Complete authentication"],
    ["no", "Fail authentication"],
  ]);
  return { status: 200, html: htmlPage("3-D Secure", body) };
}

export function authenticateAtPage(world: World, id: string, form: URLSearchParams): PageReply {
  if (world.objects.any(id) === null) return notFound;
  const isPassed = form.get("authenticated") === "yes";
  answerAuthentication(world, id, isPassed);
  return { status: 200, html: htmlPage(isPassed ? "Authenticated" : "Not authenticated", "") };
}

/** The customer portal: another card, and the way back. */
export function portalPage(world: World, portals: Portals, id: string): PageReply {
  const session = portals.sessions.get(id);
  if (session === undefined) return notFound;
  const invoices = world.objects
    .all("invoice")
    .filter((invoice) => idOf(invoice.customer) === session.customer && invoice.status !== "draft")
    .map(
      (invoice) =>
        `<li><a href="/invoices/${invoice.id}">${invoice.number ?? ""}</a> ${money(invoice.total, invoice.currency)}, ${invoice.status ?? ""}</li>`,
    );
  const body = [
    `<ul>${invoices.join("")}</ul>`,
    choices(`/portal/${id}`, "card", [
      ["succeeds", "Use another card"],
      ["declined", "Use a card that is declined later"],
    ]),
    session.return_url === null ? "" : `<p><a href="${escapeHtml(session.return_url)}">Return</a></p>`,
  ];
  return { status: 200, html: htmlPage("Billing portal", body.join("\n")) };
}

export function changeCardAtPortal(world: World, portals: Portals, id: string, form: URLSearchParams): PageReply {
  const session = portals.sessions.get(id);
  if (session === undefined) return notFound;
  const card = addPaymentMethod(world, form.get("card") === "declined" ? "declined" : "succeeds");
  attachCard(world, card.id, session.customer);
  world.objects.get("customer", session.customer).invoice_settings.default_payment_method = card.id;
  for (const subscription of world.objects.all("subscription")) {
    if (idOf(subscription.customer) !== session.customer || subscription.ended_at !== null) continue;
    subscription.default_payment_method = card.id;
    tellUpdate(world, subscription, { default_payment_method: null, items: { data: [itemOf(subscription).id] } });
  }
  return portalPage(world, portals, id);
}
