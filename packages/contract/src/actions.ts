import { z } from "zod";
import { lotSources } from "./credits.ts";
import { actionId, creditsAmount, cursor, instant, nanoDollars } from "./primitives.ts";

export const actionStatuses = ["running", "succeeded", "failed", "cancelled"] as const;
export const actionStatus = z.enum(actionStatuses);
export type ActionStatus = z.infer<typeof actionStatus>;

export const actionTags = ["refunded", "byok", "demo", "undone"] as const;

/** One AI run by one person, or one hold of the meter API (then document, model and estimate are null). */
export const action = z.object({
  id: actionId,
  kind: z.string(),
  status: actionStatus,
  tags: z.array(z.enum(actionTags)),
  group: z.string().nullable(),
  document: z.object({ path: z.string(), title: z.string() }).nullable(),
  member: z.object({ id: z.string(), name: z.string() }).nullable(),
  estimate: z.object({ low: creditsAmount, high: creditsAmount }).nullable(),
  held: creditsAmount,
  charged: creditsAmount,
  refunded: creditsAmount,
  model: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Until when its member can take this small edit back with its charge; null where they can not, or not any more. */
  undoUntil: instant.nullable(),
  /** The workspace's own key that paid, and what the provider took; null while it runs. Left out: credits paid. */
  ownKey: z.object({ id: z.string(), nanoDollars: nanoDollars.nullable() }).optional(),
});
export type Action = z.infer<typeof action>;

export const receiptLine = z.object({
  what: z.enum(["input", "cacheRead", "cacheWrite", "output"]),
  tokens: z.number().int().min(0),
  nanoDollarsPerToken: nanoDollars,
  nanoDollars,
});

/** The arithmetic of a charge: credits = min(held, max(1, ceil(providerCost ÷ nanoDollarsPerCredit))). */
export const receipt = z.object({
  rateCard: z.string(),
  usage: z.object({
    input: z.number().int().min(0),
    cacheRead: z.number().int().min(0),
    cacheWrite: z.number().int().min(0),
    output: z.number().int().min(0),
    /** Part of output, billed as output. */
    thinking: z.number().int().min(0),
  }),
  lines: z.array(receiptLine),
  providerCostNanoDollars: nanoDollars,
  nanoDollarsPerCredit: nanoDollars,
  credits: creditsAmount,
  /** What the provider's own price list takes for the same tokens; null where it has no such model. */
  listPriceNanoDollars: nanoDollars.nullable(),
});
export type Receipt = z.infer<typeof receipt>;

export const transfer = z.object({
  sequence: z.number().int().min(1),
  from: z.string(),
  to: z.string(),
  credits: creditsAmount,
  lot: z.string(),
  cause: z.string(),
  at: instant,
});
export type Transfer = z.infer<typeof transfer>;

/** What one lot gave to an action; `refunded` returned to it later. */
export const draw = z.object({
  lot: z.string(),
  held: creditsAmount,
  charged: creditsAmount,
  returned: creditsAmount,
  expired: creditsAmount,
  reversed: creditsAmount,
  refunded: creditsAmount,
});
export type Draw = z.infer<typeof draw>;

/** Where the credits of a lot came from. */
export const lotOrigin = z.object({
  id: z.string(),
  source: z.enum(lotSources),
  granted: creditsAmount,
  /** When it was granted; of monthly credits, the start of their period. */
  from: instant,
  /** Of monthly credits that a larger plan added within the period: when; null for every other lot. */
  addedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  /** The action whose refund made it, after the credits that had paid were gone; null for every other lot. */
  refundOf: actionId.nullable(),
});
export type LotOrigin = z.infer<typeof lotOrigin>;

/** GET /workspaces/{w}/actions/{id} */
export const actionDetail = action.extend({
  receipt: receipt.nullable(),
  transfers: z.array(transfer),
  /** The lots that it drew on, in their order: held = charged + returned + expired + reversed, once it has ended. */
  draws: z.array(draw),
  /** The lots that its transfers name, the oldest first. */
  lots: z.array(lotOrigin),
  /** The provider's own id of the request, for support. */
  requestId: z.string().nullable(),
});
export type ActionDetail = z.infer<typeof actionDetail>;

export const actionsQuery = z.object({
  kind: z.string().max(40).optional(),
  member: z.string().max(128).optional(),
  outcome: actionStatus.optional(),
  /** A page's path. */
  document: z.string().max(1_024).optional(),
  /** The site or batch that actions belong to. */
  group: z.string().max(128).optional(),
  /** Part of a page's path or title, of a person's name, of a kind or a model; or a whole id. Case does not matter. */
  q: z.string().trim().min(1).max(200).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** An export: all rows of the filter in one file, as `Accept: text/csv` or `application/jsonl` asks too. */
  format: z.enum(["csv", "jsonl"]).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursor.optional(),
});
export type ActionsQuery = z.input<typeof actionsQuery>;

/** A page has at most `limit` rows, and may have fewer or none where a search goes on: `nextCursor` null is the end. */
export const actionsPage = z.object({ items: z.array(action), nextCursor: z.string().nullable() });
export type ActionsPage = z.infer<typeof actionsPage>;
