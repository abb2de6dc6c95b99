import type { createSiteBody, Estimate, Outline, siteOptions } from "@dokly/contract";
import { hashQuoteInput } from "@dokly/credits";
import type { z } from "zod";
import type { PlannedAction } from "../ai/plan-action.ts";
import { type Asker, writerFor } from "../ai/quote-action.ts";
import { bindPages } from "../page-jobs/bind-pages.ts";
import type { PageTerms } from "../page-jobs/page-terms.ts";
import { estimatePages, type PagesPlan, payerOfPages, planOfPages } from "../page-jobs/plan-pages.ts";
import type { Services } from "../services.ts";
import type { PlannedSite } from "./plan-page.ts";

type Options = z.output<typeof siteOptions>;
type CreateBody = z.output<typeof createSiteBody>;

/** What goes along with every page of a site besides its outline. */
type Shared = Pick<CreateBody, "audience" | "notes" | "sources">;

function plannedSiteOf(asker: Asker, outline: Outline, shared: Shared & Pick<PlannedSite, "writer">): PlannedSite {
  const { audience = null, notes = null, sources = [], writer } = shared;
  return { writer, workspace: asker.workspace, title: outline.title, audience, notes, sources, pages: outline.pages };
}

/** All pages of a site as what a quote names: their outline, and all that goes along with each, read as it is now. */
function planOf({ title, pages }: PlannedSite, planned: readonly PlannedAction[]): PagesPlan {
  const parts = pages.flatMap(({ path, title: name, brief }) => [path, name, brief]);
  return planOfPages("site", planned, hashQuoteInput([title, ...parts, ...planned.map(({ inputHash }) => inputHash)]));
}

async function planOutline({ sites }: Services, site: PlannedSite): Promise<readonly PlannedAction[]> {
  return await Promise.all(site.pages.map((page) => sites.planPage(site, page)));
}

/**
 * What a site would cost: its outline and so many pages as long as its brief lets expect, or the pages of an outline.
 * The quote of the second kind is what `POST …/sites` takes. Who pays is who pays for the pages; the outline, an action
 * by itself, has an estimate of its own.
 */
export async function estimateSite(services: Services, asker: Asker, options: Options): Promise<Estimate> {
  const payerOf = await services.ownKeys.openPayers(asker);
  const writer = writerFor(services, payerOf, "page");
  const estimated = (plan: PagesPlan) => estimatePages(services, asker, plan, payerOfPages(payerOf, plan));
  if ("outline" in options) {
    const site = plannedSiteOf(asker, options.outline, { ...options, writer });
    return await estimated(planOf(site, await planOutline(services, site)));
  }
  const { title, brief, pages, ...shared } = options;
  const page = (number: number) => ({ path: `page-${number}.md`, title, brief });
  const outline = { title, pages: Array.from({ length: pages }, (_, index) => page(index + 1)) };
  const site = plannedSiteOf(asker, outline, { ...shared, writer });
  const written = await planOutline(services, site);
  const outlined = await services.sites.planOutline(site, { title, brief, pages });
  return await estimated(planOf(site, [...written, outlined]));
}

/** The site that a person asks for, and what they agreed to pay for each page; refuses with the fresh estimate. */
export async function bindSite(
  services: Services,
  asker: Asker,
  body: CreateBody,
): Promise<{ readonly site: PlannedSite; readonly terms: readonly PageTerms[] }> {
  const payerOf = await services.ownKeys.openPayers(asker);
  const writer = writerFor(services, payerOf, "page");
  const site = plannedSiteOf(asker, body.outline, { ...body, writer });
  const planned = await planOutline(services, site);
  const changed = "The outline, or what it draws on, has changed since the estimate was made.";
  const plan = planOf(site, planned);
  return { site, terms: await bindPages(services, asker, { plan, planned, payerOf, changed, body }) };
}
