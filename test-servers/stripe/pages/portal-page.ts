import { itemOf } from "../billing/new-subscription.ts";
import { tellUpdate } from "../billing/subscription-status.ts";
import { idOf } from "../ids.ts";
import { addPaymentMethod } from "../objects/payment-methods.ts";
import type { Portals } from "../objects/portal.ts";
import { attachCard } from "../objects/saved-cards.ts";
import type { World } from "../world.ts";
import { choices, escapeHtml, htmlPage, money, type PageReply } from "./page.ts";

const notFound: PageReply = { status: 404, html: htmlPage("No such page", "") };

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
