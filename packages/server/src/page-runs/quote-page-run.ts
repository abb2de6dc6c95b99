import type { createPageRunBody, PageRunEstimate, pageRunEstimateBody } from "@dokly/contract";
import { hashQuoteInput } from "@dokly/credits";
import type { z } from "zod";
import { type Asker, writerFor } from "../ai/quote-action.ts";
import type { PayerChooser } from "../byok/choose-payer.ts";
import { ProblemError } from "../http/problem-error.ts";
import { bindPages } from "../page-jobs/bind-pages.ts";
import { requireTerms } from "../page-jobs/page-terms.ts";
import { estimatePages, type PagesPlan, payerOfPages, planOfPages } from "../page-jobs/plan-pages.ts";
import type { Services } from "../services.ts";
import type { PlannedPage } from "./plan-run-page.ts";

type EstimateBody = z.output<typeof pageRunEstimateBody>;
type CreateBody = z.output<typeof createPageRunBody>;
type Refused = { readonly path: string; readonly error: ProblemError };

/** One page after the other: each is parsed by the same thread. */
async function planEach(
  services: Services,
  asker: Asker,
  { kind, options, pages, payerOf }: EstimateBody & { readonly payerOf: PayerChooser },
): Promise<(PlannedPage | Refused)[]> {
  const { workspace } = asker;
  const writer = writerFor(services, payerOf, kind);
  const found: (PlannedPage | Refused)[] = [];
  for (const { path, version } of pages) {
    try {
      found.push(await services.pageRuns.plan({ workspace, kind, options, path, version, writer }));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      found.push({ path, error });
    }
  }
  return found;
}

/** All pages together as what a quote names: each page's path, text and prompt, and their order. */
function planOf(kind: string, pages: readonly PlannedPage[]): PagesPlan {
  const planned = pages.map((page) => page.planned);
  const hash = hashQuoteInput(pages.flatMap(({ path, planned: { inputHash } }) => [path, inputHash]));
  return planOfPages(`pages-${kind}`, planned, hash);
}

/** Refuses pages that can not be changed, with the first one's code and a sentence for each. */
function refusePages(found: readonly (PlannedPage | Refused)[]): never {
  const errors = found.flatMap((page, index) =>
    "error" in page ? [{ path: `pages.${index}.path`, message: page.error.message }] : [],
  );
  const [first] = found.flatMap((page) => ("error" in page ? [page.error] : []));
  const sentences = errors.map(({ message }) => message).join(" ");
  throw new ProblemError(first?.code ?? "selection-refused", `${sentences} Nothing was held or charged.`, { errors });
}

/**
 * What an action on these pages would cost. Those that can not be changed as they are stand beside the others with the
 * reason; refused as a whole only where none can be.
 */
export async function estimatePageRun(services: Services, asker: Asker, body: EstimateBody): Promise<PageRunEstimate> {
  const payerOf = await services.ownKeys.openPayers(asker);
  const found = await planEach(services, asker, { ...body, payerOf });
  const pages = found.flatMap((page) => ("error" in page ? [] : [page]));
  if (pages.length === 0) refusePages(found);
  const plan = planOf(body.kind, pages);
  const { range: _none, ...estimate } = await estimatePages(services, asker, plan, payerOfPages(payerOf, plan));
  const isOnOwnKey = estimate.providerCostNanoDollars !== undefined;
  return {
    ...estimate,
    pages: found.map((page) => {
      if ("error" in page) {
        const { code, message } = page.error;
        return { path: page.path, title: page.path, version: null, low: 0, high: 0, refusal: { code, message } };
      }
      const { path, title, documentVersion: version, planned } = page;
      if (isOnOwnKey) {
        const providerCostNanoDollars = Number(planned.nanoDollarsMax);
        return { path, title, version, low: 0, high: 0, providerCostNanoDollars, refusal: null };
      }
      const { low, high } = planned.estimate;
      return { path, title, version, low: Number(low), high: Number(high), refusal: null };
    }),
  };
}

/** The pages of a run, each with what it is held for; refuses what can not be changed, or was not agreed to. */
export async function bindPageRun(services: Services, asker: Asker, body: CreateBody) {
  const payerOf = await services.ownKeys.openPayers(asker);
  const found = await planEach(services, asker, { ...body, payerOf });
  const pages = found.flatMap((page) => ("error" in page ? [] : [page]));
  if (pages.length < found.length) refusePages(found);
  const planned = pages.map((page) => page.planned);
  const changed = "A page has changed since the estimate was made.";
  const plan = planOf(body.kind, pages);
  const terms = await bindPages(services, asker, { plan, planned, payerOf, changed, body });
  return pages.map(({ planned: _planned, ...page }, index) => ({
    ...page,
    ...requireTerms(terms, index),
  }));
}
