import { z } from "zod";
import { cents, creditsAmount, instant, returnTo } from "./primitives.ts";

export const topUpQuoteQuery = z.object({
  credits: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** With a workspace: when these credits would expire there, and what to know before. */
  workspace: z.string().optional(),
});
/** Before buying: `below-minimum`: the provider takes no charge this small; `reset-soon`: within 72 hours. */
export const topUpWarning = z.object({ code: z.enum(["below-minimum", "reset-soon"]), message: z.string() });
export type TopUpWarning = z.infer<typeof topUpWarning>;
/** GET /top-ups/quote */
export const topUpQuote = z.object({
  credits: creditsAmount,
  priceCents: cents,
  currency: z.string(),
  /** The payment provider's smallest charge. */
  minimumCents: cents,
  /** The smallest order that can be paid, and that is not below the one asked for. */
  payable: z.object({ credits: creditsAmount, priceCents: cents }),
  /** With `workspace`; null: they never expire. */
  expiresAt: instant.nullable().optional(),
  warnings: z.array(topUpWarning),
});
export type TopUpQuote = z.infer<typeof topUpQuote>;

/** GET /plans: plans with what each buys, and the packs. */
export const planList = z.object({
  currency: z.string(),
  plans: z.array(
    z.object({
      name: z.string(),
      monthlyCredits: creditsAmount.nullable(),
      monthlyPriceCents: cents.nullable(),
      /** Null or left out: not sold by the year. */
      yearlyPriceCents: cents.nullable().optional(),
      buys: z.object({ inlineEdits: creditsAmount, pages: creditsAmount }).nullable(),
    }),
  ),
  packs: z.array(z.object({ credits: creditsAmount, priceCents: cents })),
  /** Whether a top-up can be paid for here. */
  payments: z.enum(["none", "sandbox", "stripe"]),
});
export type PlanList = z.infer<typeof planList>;

/**
 * POST /workspaces/{w}/top-ups (admins; Idempotency-Key): a number of credits, or a pack by its number of credits.
 * `returnTo` is a path of ours, where the person comes back to with `?topUp=top_…` added.
 */
export const topUpBody = z.strictObject({
  credits: creditsAmount.min(1),
  returnTo,
  /** The price that the person saw: another one is refused with `price-changed`. */
  priceCents: cents.optional(),
});
export type TopUpBody = z.infer<typeof topUpBody>;

/**
 * GET /workspaces/{w}/top-ups/{id}: `open`: not paid yet; `processing`: a slow payment method; `granted`: the credits
 * are there; `failed`; `cancelled`: nobody paid.
 */
export const topUpStates = ["open", "processing", "granted", "failed", "cancelled"] as const;
export const topUpOrder = z.object({
  id: z.string(),
  state: z.enum(topUpStates),
  credits: creditsAmount,
  priceCents: cents,
  currency: z.string(),
  /** Where to pay; null when there is nothing to pay any more. */
  checkoutUrl: z.string().nullable(),
  isAutomatic: z.boolean(),
  createdAt: instant,
  grantedAt: instant.nullable(),
  /** When the granted credits expire; null before the grant, or where they never do. */
  expiresAt: instant.nullable(),
  /** Taken back after a refund or dispute. */
  reversedCredits: creditsAmount,
  failure: z.string().nullable(),
  receiptUrl: z.string().nullable(),
});
export type TopUpOrder = z.infer<typeof topUpOrder>;
/** GET /workspaces/{w}/top-ups: newest first. */
export const topUpOrderList = z.object({ items: z.array(topUpOrder), nextCursor: z.string().nullable() });
export type TopUpOrderList = z.infer<typeof topUpOrderList>;
