import { z } from "zod";
import { cents, creditsAmount, instant } from "./primitives.ts";

/** GET /operator/margins: actions begun from `from` to before `to`, at most 366 days. */
export const marginsQuery = z
  .object({ from: instant, to: instant })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "later than from" })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= 366 * 86_400_000, {
    path: ["to"],
    message: "at most 366 days after from",
  });
export type MarginsQuery = z.input<typeof marginsQuery>;

/** What can be negative: billionths of a dollar, or of the catalogue's currency. */
const signedNano = z.number().int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

/** One kind on one model. Prices are billionths of a unit of the catalogue's currency, costs of a dollar. */
export const marginRow = z.object({
  kind: z.string(),
  model: z.string().nullable(),
  /** Written by the demo writer: its cost is what the model would have taken, and is paid to nobody. */
  isDemo: z.boolean(),
  /** The workspaces' own keys paid the provider: no credits, and no cost to whoever runs this Dokly. */
  isOwnKey: z.boolean(),
  actions: z.number().int().min(0),
  failed: z.number().int().min(0),
  charged: creditsAmount,
  refunded: creditsAmount,
  /** Charged and not refunded, by the credits that paid. */
  monthly: creditsAmount,
  topUps: creditsAmount,
  goodwill: creditsAmount,
  priceNano: signedNano,
  /** Of the credits, those that have no price: of plans without one, and of numbers that an operator set. */
  unpriced: creditsAmount,
  costNano: signedNano,
  marginNano: signedNano,
});
export type MarginRow = z.infer<typeof marginRow>;

export const margins = z.object({
  from: instant,
  to: instant,
  currency: z.string(),
  /** What one credit was counted with: of each plan, and the average of what top-ups were paid for in that time. */
  pricePerCredit: z.object({
    plans: z.array(z.object({ plan: z.string(), monthlyCredits: creditsAmount, nano: signedNano })),
    topUpNano: signedNano,
    /** Paid in that time and not taken back; 0: the price of the smallest pack is used. */
    topUpsPaidCents: cents,
  }),
  rows: z.array(marginRow),
});
export type Margins = z.infer<typeof margins>;
