import type { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { formatMoney } from "../../billing/format-money.ts";
import { ProblemError } from "../../http/problem-error.ts";
import type { ServerEnv } from "../../http/router.ts";
import type { Services } from "../../services.ts";
import type { Invoice } from "../paid-object.ts";
import { changeCard, closeDispute, dispute, refund } from "./money-back.ts";
import { formLimit, readForm } from "./sandbox-form.ts";
import { cardBehaviours, type SandboxPayment } from "./sandbox-objects.ts";
import { type Html, sandboxPage } from "./sandbox-page.ts";
import type { SandboxContext } from "./sandbox-provider.ts";

const rowsMax = 50;

const portalForm = z.object({
  does: z.enum(["refund-half", "refund-all", "dispute", "win", "lose", "card"]),
  id: z.string().max(100),
  kind: z.enum(["payment", "invoice"]).default("payment"),
  card: z.enum(cardBehaviours).default("works"),
});

/**
 * The sandbox's portal: invoices and payments as a customer sees them, and what happens at a provider besides: refunds,
 * disputes, another card.
 */
export function registerSandboxPortal(app: Hono<ServerEnv>, services: Services, sandbox: SandboxContext): void {
  const { store } = sandbox;
  const { allowedOrigins } = services.configuration;
  app.get("/sandbox-portal/:id", async (c) => {
    const customer = await store.find("customer", c.req.param("id"));
    if (customer === null) throw new ProblemError("not-found", "There is no such customer.");
    const of = { customer: customer.id, limit: rowsMax };
    const [payments, invoices] = [await store.list("payment", of), await store.list("invoice", of)];
    const subscriptions = (await store.list("subscription", of)).filter(({ status }) => status !== "ended");
    const back = c.req.query("back") ?? "";
    const isOurs = URL.canParse(back) && allowedOrigins.includes(new URL(back).origin);
    return await sandboxPage(
      c,
      { title: "Payments", services },
      html`<h1>Payments of ${customer.name}</h1>
        ${isOurs ? html`<p><a href="${back}">Back to Dokly</a></p>` : ""}
        ${subscriptions.map((one) => cardForm(one.id, one.plan))}
        ${[...payments.filter(({ state }) => state === "paid"), ...invoices].map(paymentRow)}`,
    );
  });
  app.post("/sandbox-portal/:id", formLimit(), async (c) => {
    const { does, id, kind, card } = await readForm(services, c, portalForm);
    const customer = c.req.param("id");
    const found = does === "card" ? await store.find("subscription", id) : await store.find(kind, id);
    if (found?.customer !== customer) throw new ProblemError("not-found", "There is no such payment.");
    if (found.kind === "subscription") await changeCard(sandbox, id, card);
    else if (does === "refund-half") await refund(sandbox, { kind, id }, (found.amountCents + 1n) / 2n);
    else if (does === "refund-all") await refund(sandbox, { kind, id }, found.amountCents);
    else if (does === "dispute") await dispute(sandbox, { kind, id });
    else await closeDispute(sandbox, { kind, id }, does === "win" ? "won" : "lost");
    services.clockwork?.nudge();
    return c.redirect(c.req.url.replace(/^https?:\/\/[^/]+/, ""), 303);
  });
}

function cardForm(id: string, plan: string): Html {
  return html`<form method="post">
    <input type="hidden" name="id" value="${id}" />
    <label>Card of the plan ${plan}
      <select name="card">
        <option value="works">Works, also when nobody is there</option>
        <option value="declined-later">Is declined at the renewal</option>
      </select>
    </label>
    <button name="does" value="card">Change card</button>
  </form>`;
}

function paymentRow(one: SandboxPayment | Invoice): Html {
  const { id, kind, amountCents, currency, refundedCents, disputes, state, createdAt } = one;
  const what = one.kind === "invoice" ? `Invoice ${one.number}, plan ${one.plan}` : "Top-up";
  const isDisputed = disputes.some((each) => each.state === "open");
  const back = refundedCents === 0n ? "" : `, ${formatMoney(refundedCents, currency)} refunded`;
  const button = (does: string, text: string): Html => html`<button name="does" value="${does}">${text}</button>`;
  return html`<section>
    <h2>${what}</h2>
    <p>${createdAt.toISOString().slice(0, 10)}: ${formatMoney(amountCents, currency)}, ${state}${back}</p>
    <form method="post">
      <input type="hidden" name="id" value="${id}" />
      <input type="hidden" name="kind" value="${kind}" />
      ${
        isDisputed
          ? [button("win", "Dispute won"), button("lose", "Dispute lost")]
          : [button("refund-half", "Refund half"), button("refund-all", "Refund all"), button("dispute", "Dispute")]
      }
    </form>
  </section>`;
}
