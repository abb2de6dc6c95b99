import { payInvoice } from "../billing/pay-invoice.ts";
import { answerAuthentication } from "../billing/pay-session.ts";
import { addPaymentMethod } from "../objects/payment-methods.ts";
import type { World } from "../world.ts";
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
