import { z } from "zod";
import { documentPath } from "./documents.ts";
import { aiOptions, optionLengths, pageCounts } from "./kinds.ts";
import { outline } from "./outline.ts";
import { actionId, creditsAmount, instant, nanoDollars } from "./primitives.ts";

/** What all pages of a site have in common besides its outline. */
const shared = {
  audience: aiOptions.shape.audience,
  notes: aiOptions.shape.notes,
  sources: aiOptions.shape.sources,
};

/**
 * What a site's estimate is made from: before there is an outline its title, brief and number of pages, then the outline
 * as the person left it. Only the second gives a quote that a site can be started with.
 */
export const siteOptions = z.union([
  z.strictObject({
    title: z.string().trim().min(1).max(optionLengths.title),
    brief: z.string().trim().min(1).max(optionLengths.brief),
    pages: z.number().int().min(pageCounts.min).max(pageCounts.max),
    ...shared,
  }),
  z.strictObject({ outline, ...shared }),
]);
export type SiteOptions = z.input<typeof siteOptions>;

/** POST /workspaces/{w}/ai/estimates for a whole site: its outline and pages are the actions. */
export const siteEstimateBody = z.strictObject({
  kind: z.literal("site"),
  input: z.strictObject({}),
  options: siteOptions,
});

/** POST /workspaces/{w}/sites */
export const createSiteBody = z.strictObject({
  /** The action that wrote the outline, if one did. */
  outlineAction: actionId.optional(),
  outline,
  ...shared,
  /** Of the estimate for this outline; or the most that the pages may cost together. One of them is needed. */
  quote: z.string().max(4096).optional(),
  maxCredits: creditsAmount.optional(),
});
export type CreateSiteBody = z.input<typeof createSiteBody>;

/**
 * POST …/sites/{id}/resume and …/pages/{n}/retry, and …/page-runs/{id}/resume; no body is like an empty one. Who pays is
 * chosen anew. Where credits are to pay for what an own key was to, and by more than `maxCredits`, it is refused with
 * `estimate-changed` and the new estimate.
 */
export const goOnBody = z.strictObject({ maxCredits: creditsAmount.optional() });
export type GoOnBody = z.input<typeof goOnBody>;

/** What a job, or a page of one, costs on the workspace's own key, in nano-dollars; absent where credits pay. */
export const ownKeyCost = z.object({
  /** The most that what is not over may still cost. */
  nanoDollarsHeld: nanoDollars,
  /** What was used so far, of all tries together. */
  nanoDollars,
});
export type OwnKeyCost = z.infer<typeof ownKeyCost>;

/**
 * `starting`: its credits are about to be held. `needs-credits`: what it held has lapsed or could not be held; one
 * request goes on. `done`: every page is written, failed or cancelled.
 */
export const siteStates = ["starting", "running", "needs-credits", "cancelled", "done"] as const;
export type SiteState = (typeof siteStates)[number];
export const sitePageStates = ["waiting", "running", "written", "failed", "cancelled"] as const;
export type SitePageState = (typeof sitePageStates)[number];

export const sitePage = z.object({
  /** Its place in the navigation, from 1. */
  number: z.number().int().min(1),
  /** Where it is stored; another than planned where somebody took that path meanwhile. */
  path: documentPath,
  title: z.string(),
  brief: z.string(),
  state: z.enum(sitePageStates),
  /** The action of its last try. */
  action: actionId.nullable(),
  /** The most that it may cost. */
  high: creditsAmount,
  charged: creditsAmount,
  ownKey: ownKeyCost.optional(),
  /** Stopped at its limit or by a person: it is kept as a draft. */
  isDraft: z.boolean(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type SitePage = z.infer<typeof sitePage>;

export const site = z.object({
  id: z.string().regex(/^site_[0-9a-z]+$/),
  title: z.string(),
  state: z.enum(siteStates),
  /** Somebody stopped it; the pages that were being written end by the cancel rule. */
  isCancelling: z.boolean(),
  pages: z.array(sitePage),
  /** Of all pages together. */
  held: creditsAmount,
  charged: creditsAmount,
  ownKey: ownKeyCost.optional(),
  isDemo: z.boolean(),
  outlineAction: actionId.nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
});
export type Site = z.infer<typeof site>;
export const sites = z.object({ items: z.array(site) });
export type Sites = z.infer<typeof sites>;

/** GET /workspaces/{w}/sites/{id}/events: the whole site, whenever something of it changed. */
export const siteEvents = { site } as const;
