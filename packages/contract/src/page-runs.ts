import { z } from "zod";
import { estimate } from "./ai.ts";
import { documentPath, documentSummary, wholePageLengthMax } from "./documents.ts";
import { actionKind, actionKinds, aiOptions, findOptionProblems, inputOfKind } from "./kinds.ts";
import { actionId, creditsAmount, instant, nanoDollars } from "./primitives.ts";
import { ownKeyCost, siteStates } from "./sites.ts";

/** How many whole pages one request may change. */
export const pageRunPagesMax = 50;

/** The kinds that run on whole pages: those that replace a selection. */
export const pageRunKinds = actionKinds.filter((kind) => inputOfKind[kind] === "selection");

const asked = {
  kind: actionKind,
  /** As for one action, without `previous`: `tone` its tone, `translate` its language, `custom` its instruction. */
  options: aiOptions.omit({ previous: true }).default({}),
  pages: z
    .array(
      z.strictObject({
        path: documentPath,
        /** The version that the person saw; without it, the page as it is now. */
        version: z.string().min(1).max(200).optional(),
      }),
    )
    .min(1)
    .max(pageRunPagesMax),
};

type Asked = z.output<z.ZodObject<typeof asked>>;

function refuseMismatches({ kind, options, pages }: Asked, context: z.RefinementCtx): void {
  const refuse = (path: readonly (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path: [...path], message });
  if (!pageRunKinds.includes(kind)) refuse(["kind"], `${kind} does not run on whole pages`);
  for (const { path, message } of findOptionProblems(kind, options)) refuse(path, message);
  for (const [index, { path }] of pages.entries()) {
    if (pages.findIndex((page) => page.path === path) < index) refuse(["pages", index, "path"], "it is there twice");
  }
}

/** POST /workspaces/{w}/page-runs/estimate */
export const pageRunEstimateBody = z.strictObject(asked).superRefine(refuseMismatches);
export type PageRunEstimateBody = z.input<typeof pageRunEstimateBody>;

/** Why a page can not be run as it is; the others can. */
const refusal = z.object({ code: z.string(), message: z.string() });

/** One range for all pages that can be run; `quote` binds a run of just these, in this order. */
export const pageRunEstimate = estimate.omit({ range: true }).extend({
  pages: z.array(
    z.object({
      path: documentPath,
      title: z.string(),
      version: z.string().nullable(),
      low: creditsAmount,
      high: creditsAmount,
      /** Where an own key pays: the most that this page may cost on it. */
      providerCostNanoDollars: nanoDollars.optional(),
      /** Not counted in the totals. A run that names this page is refused. */
      refusal: refusal.nullable(),
    }),
  ),
});
export type PageRunEstimate = z.infer<typeof pageRunEstimate>;

/** POST /workspaces/{w}/page-runs: 202 with the run, once the credits of all pages are held. */
export const createPageRunBody = z
  .strictObject({
    ...asked,
    /** Of the estimate for these pages; or the most that they may cost together. One of them is needed. */
    quote: z.string().max(4096).optional(),
    maxCredits: creditsAmount.optional(),
  })
  .superRefine(refuseMismatches);
export type CreatePageRunBody = z.input<typeof createPageRunBody>;

/**
 * `to-review`: its text is kept until it is accepted or rejected, 7 days by default, then `expired`. `refunded`: it
 * failed and cost nothing; `failure` says why. `cancelled`: it was stopped; what came of it is not kept.
 */
export const pageRunPageStates = [
  "waiting",
  "writing",
  "to-review",
  "accepted",
  "rejected",
  "expired",
  "refunded",
  "cancelled",
] as const;
export type PageRunPageState = (typeof pageRunPageStates)[number];

export const pageRunPage = z.object({
  /** Its place in the run, from 1. */
  number: z.number().int().min(1),
  path: documentPath,
  title: z.string(),
  /** The version that is changed. */
  version: z.string(),
  state: z.enum(pageRunPageStates),
  /** The action of its last try. */
  action: actionId.nullable(),
  low: creditsAmount,
  /** The most that it may cost. */
  high: creditsAmount,
  /** Of all tries together. */
  charged: creditsAmount,
  ownKey: ownKeyCost.optional(),
  failure: refusal.nullable(),
});
export type PageRunPage = z.infer<typeof pageRunPage>;

export const pageRun = z.object({
  id: z.string().regex(/^run_[0-9a-z]+$/),
  kind: actionKind,
  options: aiOptions,
  /** As those of a site. `done`: every page is written, refunded or cancelled; reviewing goes on after that. */
  state: z.enum(siteStates),
  isCancelling: z.boolean(),
  /** Whether the texts are the caller's to review: only who began a run reads, accepts and rejects. */
  isOwn: z.boolean(),
  pages: z.array(pageRunPage),
  held: creditsAmount,
  charged: creditsAmount,
  ownKey: ownKeyCost.optional(),
  isDemo: z.boolean(),
  startedAt: instant,
  endedAt: instant.nullable(),
});
export type PageRun = z.infer<typeof pageRun>;
export const pageRuns = z.object({ items: z.array(pageRun) });
export type PageRuns = z.infer<typeof pageRuns>;

/** GET /workspaces/{w}/page-runs/{id}/events: the whole run, whenever something of it changed, until it is over. */
export const pageRunEvents = { "page-run": pageRun } as const;

/** GET /workspaces/{w}/page-runs/{id}/pages/{n}/text, while the page is `to-review`. */
export const pageRunText = z.object({
  page: pageRunPage,
  /** UTF-16 offsets into the text of `page.version`; what stands outside of them stays. */
  range: z.object({ start: z.number().int().min(0), end: z.number().int().min(0) }),
  /** What would stand in the range. */
  text: z.string(),
  /** What stands there now; null where the page has changed since, so that it can not be accepted any more. */
  original: z.string().nullable(),
});
export type PageRunText = z.infer<typeof pageRunText>;

/** POST …/pages/{n}/accept: `text` where the person took only some of the changes. */
export const acceptPageBody = z.strictObject({
  text: z
    .string()
    .max(10 * wholePageLengthMax)
    .optional(),
});
export type AcceptPageBody = z.input<typeof acceptPageBody>;
/** What accepting gave: the run, and the page as it is saved now. */
export const acceptedPage = z.object({ run: pageRun, document: documentSummary });
export type AcceptedPage = z.infer<typeof acceptedPage>;

/**
 * POST …/pages/{n}/retry, of a page that was refunded or cancelled: its page as it is now, estimated anew. Where that
 * is above both `maxCredits` and the page's `high`, it is refused with `estimate-changed` and the new estimate.
 */
export const retryPageBody = z.strictObject({ maxCredits: creditsAmount.optional() });
export type RetryPageBody = z.input<typeof retryPageBody>;
