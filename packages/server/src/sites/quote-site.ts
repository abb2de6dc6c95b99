import type { createSiteBody, Estimate, Outline, siteOptions } from "@dokly/contract";
import { hashQuoteInput, shareOut, verifyQuote } from "@dokly/credits";
import type { z } from "zod";
import type { PlannedAction } from "../ai/plan-action.ts";
import { outputTokensMin } from "../ai/prepare-run.ts";
import { type Asker, estimateToWire, type QuotedPlan } from "../ai/quote-action.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";
import type { PlannedSite } from "./plan-page.ts";

type Options = z.output<typeof siteOptions>;
type CreateBody = z.output<typeof createSiteBody>;

/** What goes along with every page of a site besides its outline. */
type Shared = Pick<CreateBody, "audience" | "notes" | "sources">;

export function plannedSiteOf(asker: Asker, outline: Outline, shared: Shared): PlannedSite {
  const { audience = null, notes = null, sources = [] } = shared;
  return { workspace: asker.workspace, title: outline.title, audience, notes, sources, pages: outline.pages };
}

/** Names everything that a site's pages are made from. */
function hashOf({ title, audience, notes, sources, pages }: PlannedSite): string {
  const parts = pages.flatMap(({ path, title: name, brief }) => [path, name, brief]);
  return hashQuoteInput([title, audience ?? "", notes ?? "", JSON.stringify(sources), ...parts]);
}

function sumOf(planned: readonly PlannedAction[]): { low: bigint; high: bigint } {
  const low = planned.reduce((sum, { estimate }) => sum + estimate.low, 0n);
  const high = planned.reduce((sum, { estimate }) => sum + estimate.high, 0n);
  return { low, high };
}

function quotedPlan(planned: readonly PlannedAction[], inputHash: string): QuotedPlan {
  const [first] = planned;
  if (first === undefined) throw new Error("a site has at least one page");
  const { rateCard, model } = first;
  return { kind: "site", rateCard, model, inputHash, estimate: sumOf(planned) };
}

async function planOutline({ sites }: Services, site: PlannedSite): Promise<readonly PlannedAction[]> {
  return await Promise.all(site.pages.map((page) => sites.planPage(site, page)));
}

async function toEstimate(services: Services, asker: Asker, plan: QuotedPlan): Promise<Estimate> {
  const { available } = await services.credits.getBalance({ workspace: asker.workspace });
  return estimateToWire(services, asker, plan, { subject: { range: null }, available });
}

/**
 * What a site would cost: its outline and so many pages as long as its brief lets expect, or the pages of an outline.
 * The quote of the second kind is what `POST …/sites` takes.
 */
export async function estimateSite(services: Services, asker: Asker, options: Options): Promise<Estimate> {
  if ("outline" in options) {
    const site = plannedSiteOf(asker, options.outline, options);
    return await toEstimate(services, asker, quotedPlan(await planOutline(services, site), hashOf(site)));
  }
  const { title, brief, pages, ...shared } = options;
  const page = (number: number) => ({ path: `page-${number}.md`, title, brief });
  const outline = { title, pages: Array.from({ length: pages }, (_, index) => page(index + 1)) };
  const site = plannedSiteOf(asker, outline, shared);
  const written = await planOutline(services, site);
  const outlined = await services.sites.planOutline(site, { title, brief, pages });
  return await toEstimate(services, asker, quotedPlan([...written, outlined], hashOf(site)));
}

export type SiteTerms = {
  /** What each page is held for, in the outline's order; together at most what was agreed to. */
  readonly pages: readonly { readonly low: bigint; readonly high: bigint }[];
};

const quoteRefusals = {
  "not-ours": "This quote is not one of yours.",
  "input-changed": "The outline has changed since the estimate was made.",
  ended: "The estimate was older than ten minutes.",
} as const;

/** What the person agreed to: the quote's `high` or `maxCredits` (RULES R4.1). Refuses with the fresh estimate. */
export async function bindSite(
  services: Services,
  asker: Asker,
  site: PlannedSite,
  body: Pick<CreateBody, "quote" | "maxCredits">,
): Promise<SiteTerms> {
  const planned = await planOutline(services, site);
  const plan = quotedPlan(planned, hashOf(site));
  const refuse = async (code: "estimate-changed" | "confirmation-required", reason: string): Promise<never> => {
    const estimate = await toEstimate(services, asker, plan);
    throw new ProblemError(code, `${reason} Here is the estimate; nothing was held or charged.`, { estimate });
  };
  const agreed = await agreedTo();
  const shares = shareOut(
    planned.map(({ estimate }) => estimate.high),
    agreed.high,
  );
  const pages = planned.map(({ estimate, capWithin }, index) => {
    const high = shares[index] ?? 0n;
    // More may have been learnt since the quote was made: it binds all the same.
    return { high, low: estimate.low < high ? estimate.low : high, cap: capWithin(high) };
  });
  const isUnpayable = agreed.rateCard !== plan.rateCard && pages.some(({ cap }) => cap < outputTokensMin);
  if (agreed.model !== plan.model || isUnpayable) {
    return await refuse("estimate-changed", "Models or prices have changed.");
  }
  return { pages: pages.map(({ low, high }) => ({ low, high })) };

  async function agreedTo(): Promise<Pick<QuotedPlan, "rateCard" | "model"> & { high: bigint }> {
    if (body.quote === undefined) {
      const { high } = plan.estimate;
      if (body.maxCredits === undefined)
        return await refuse(
          "confirmation-required",
          `This may cost up to ${high} credits. Send a quote or maxCredits.`,
        );
      if (high > BigInt(body.maxCredits)) return await refuse("estimate-changed", "It may cost more than maxCredits.");
      return { ...plan, high };
    }
    const asked = { ...asker, kind: "site", inputHash: plan.inputHash };
    const verified = verifyQuote(body.quote, asked, { key: services.ai.quoteKey, now: new Date() });
    if ("refusal" in verified) return await refuse("estimate-changed", quoteRefusals[verified.refusal]);
    return verified.quote;
  }
}
