import { planList, topUpQuote, topUpQuoteQuery } from "@dokly/contract";
import { type Catalog, expiryOfTopUp, priceOfPlan, quoteTopUp, smallestTopUp, whatCreditsBuy } from "@dokly/credits";
import { createRoute } from "@hono/zod-openapi";
import { signedIn } from "../http/access.ts";
import { ProblemError } from "../http/problem-error.ts";
import { jsonReply, problemReplies, toInstant } from "../http/replies.ts";
import type { Router } from "../http/router.ts";
import type { Services } from "../services.ts";
import { warningsOf } from "./top-up-warnings.ts";

const plansRoute = createRoute({
  method: "get",
  path: "/plans",
  summary: "Plans with what each buys, and the packs",
  middleware: signedIn(),
  responses: { 200: jsonReply(planList, "Plans and packs"), ...problemReplies },
});

const quoteRoute = createRoute({
  method: "get",
  path: "/top-ups/quote",
  summary: "The price of any whole number of credits",
  middleware: signedIn(),
  request: { query: topUpQuoteQuery },
  responses: { 200: jsonReply(topUpQuote, "The price, and what to know before buying"), ...problemReplies },
});

/** Cents as JSON carries them; the catalogue bounds every price to what it can. */
function toCents(cents: bigint | null): number | null {
  return cents === null ? null : Number(cents);
}

function planToWire({ name, monthlyCredits, ...plan }: Catalog["plans"][number]) {
  const buys = monthlyCredits === null ? null : whatCreditsBuy(monthlyCredits);
  return {
    name,
    monthlyCredits: monthlyCredits === null ? null : Number(monthlyCredits),
    monthlyPriceCents: toCents(priceOfPlan({ name, monthlyCredits, ...plan }, "month")),
    yearlyPriceCents: toCents(priceOfPlan({ name, monthlyCredits, ...plan }, "year")),
    buys: buys === null ? null : { inlineEdits: Number(buys.inlineEdits), pages: Number(buys.pages) },
  };
}

/** GET /plans and GET /top-ups/quote: what things cost. */
export function registerPriceRoutes(api: Router, { credits, catalog, configuration, now }: Services): void {
  api.openapi(plansRoute, (c) => {
    const packs = catalog.packs.map((pack) => ({ credits: Number(pack.credits), priceCents: Number(pack.priceCents) }));
    const plans = catalog.plans.map(planToWire);
    return c.json({ currency: catalog.currency, plans, packs, payments: configuration.payments.type }, 200);
  });
  api.openapi(quoteRoute, async (c) => {
    const { credits: asked, workspace } = c.req.valid("query");
    const priceCents = quoteTopUp(catalog, BigInt(asked));
    const smallest = smallestTopUp(catalog, BigInt(asked));
    const isKnown = workspace !== undefined && (await c.var.findWorkspace(c.var.caller, workspace)) !== null;
    if (workspace !== undefined && !isKnown) {
      throw new ProblemError("not-found", "There is no such workspace among yours.");
    }
    const period = workspace === undefined ? null : (await credits.getBalance({ workspace })).period;
    const expiresAt = period === null ? null : expiryOfTopUp(catalog, { now: now(), reset: period.end });
    const quote = {
      credits: asked,
      priceCents: Number(priceCents),
      currency: catalog.currency,
      minimumCents: Number(catalog.smallestChargeCents ?? 0n),
      payable: { credits: Number(smallest.credits), priceCents: Number(smallest.priceCents) },
      warnings: warningsOf({ catalog, priceCents, expiresAt, now: now() }),
    };
    return c.json(expiresAt === null ? quote : { ...quote, expiresAt: toInstant(expiresAt) }, 200);
  });
}
