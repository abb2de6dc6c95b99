import type { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { formatMoney } from "../../billing/format-money.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { ServerEnv } from "../../http/router.ts";
import type { Services } from "../../services.ts";
import type { Invoice } from "../paid-object.ts";
import { formLimit, readForm } from "./sandbox-form.ts";
import { cardBehaviours, type SandboxCheckout } from "./sandbox-objects.ts";
import { payingFields, sandboxPage } from "./sandbox-page.ts";
import { registerSandboxPortal } from "./sandbox-portal.ts";
import type { SandboxContext } from "./sandbox-provider.ts";
import { cancelCheckout, declineCheckout, payCheckout, payInvoice } from "./sandbox-till.ts";

const payForm = z.object({
  does: z.enum(["pay", "decline", "cancel"]),
  card: z.enum(cardBehaviours).default("works"),
  delivery: z.enum(["once", "twice", "late", "never"]).default("once"),
  slow: z.enum(["no", "yes"]).default("no"),
});

/**
 * GET and POST /sandbox-checkout/{id} and /sandbox-portal/{id}: pages of our own in the place of a payment provider's,
 * never in production. Whoever has an address may use it, as with a provider's: its id can not be guessed.
 */
export function registerSandbox(app: Hono<ServerEnv>, services: Services): void {
  const { sandbox } = services;
  if (sandbox === null) return;
  registerSandboxPortal(app, services, sandbox);
  app.get("/sandbox-checkout/:id", async (c) => {
    const { checkout, invoice } = await find(sandbox, c.req.param("id"));
    if (invoice !== null) return await sandboxPage(c, { title: "Pay an invoice", services }, invoiceBody(invoice));
    return await sandboxPage(c, { title: "Checkout", services }, checkoutBody(checkout));
  });
  app.post("/sandbox-checkout/:id", formLimit(), async (c) => {
    const { does, card, delivery, slow } = await readForm(services, c, payForm);
    const { checkout, invoice } = await find(sandbox, c.req.param("id"));
    const paying = { card, delivery, isSlow: slow === "yes" };
    if (invoice !== null) {
      if (does === "pay") await payInvoice(sandbox, invoice.id, paying);
      services.clockwork?.nudge();
      return c.redirect(`/sandbox-checkout/${invoice.id}`, 303);
    }
    const { id, successUrl, cancelUrl } = checkout;
    if (does === "decline") {
      await declineCheckout(sandbox, id);
      return c.redirect(`/sandbox-checkout/${id}`, 303);
    }
    if (does === "cancel") await cancelCheckout(sandbox, id);
    else await payCheckout(sandbox, id, paying);
    services.clockwork?.nudge();
    return c.redirect(does === "cancel" ? cancelUrl : successUrl, 303);
  });
}

type Found =
  | { readonly checkout: SandboxCheckout; readonly invoice: null }
  | { readonly checkout: null; readonly invoice: Invoice };

async function find({ store, now }: SandboxContext, id: string): Promise<Found> {
  const checkout = await store.find("checkout", id);
  if (checkout !== null) {
    const isPast = checkout.state === "open" && checkout.expiresAt <= now();
    return { checkout: isPast ? { ...checkout, state: "expired" } : checkout, invoice: null };
  }
  const invoice = await store.find("invoice", id);
  if (invoice !== null) return { checkout: null, invoice };
  throw new ProblemError("not-found", "There is no such checkout. Begin again from the app.");
}

function checkoutBody(checkout: SandboxCheckout) {
  const { description, amountCents, currency, state, notice, buys, successUrl } = checkout;
  const sum = buys === "card" ? "Nothing to pay now" : formatMoney(amountCents, currency);
  const head = html`<h1>${description}</h1><p class="sum">${sum}</p>`;
  if (state === "complete") {
    return html`${head}<p class="notice" role="status">This is paid.</p><p><a href="${successUrl}">Back to Dokly</a></p>`;
  }
  if (state === "expired") {
    return html`${head}<p class="notice" role="status">This checkout is over. Nothing was charged.</p>
      <p><a href="${checkout.cancelUrl}">Back to Dokly</a></p>`;
  }
  return html`${head}
    ${notice === null ? "" : html`<p class="notice" role="alert">${notice}</p>`}
    <form method="post">
      ${payingFields({ hasSlow: buys === "top-up" })}
      <button name="does" value="pay">${buys === "card" ? "Save card" : `Pay ${sum}`}</button>
      <div class="others">
        <button name="does" value="decline">Decline the card</button>
        <button name="does" value="cancel">Cancel</button>
      </div>
    </form>`;
}

function invoiceBody(invoice: Invoice) {
  const { number, amountCents, currency, state, plan } = invoice;
  const sum = formatMoney(amountCents, currency);
  const head = html`<h1>Invoice ${number}</h1><p>Plan ${plan}</p><p class="sum">${sum}</p>`;
  if (state !== "open") return html`${head}<p class="notice" role="status">This invoice is ${state}.</p>`;
  return html`${head}
    <form method="post">
      ${payingFields({ hasSlow: false })}
      <button name="does" value="pay">Pay ${sum}</button>
    </form>`;
}
