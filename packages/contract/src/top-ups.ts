import { z } from "zod";
import { cents, creditsAmount } from "./primitives.ts";

export const topUpQuoteQuery = z.object({ credits: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
/** GET /top-ups/quote */
export const topUpQuote = z.object({ credits: creditsAmount, priceCents: cents, currency: z.string() });
export type TopUpQuote = z.infer<typeof topUpQuote>;

/** GET /plans: plans with what each buys, and the packs. */
export const planList = z.object({
  currency: z.string(),
  plans: z.array(
    z.object({
      name: z.string(),
      monthlyCredits: creditsAmount.nullable(),
      monthlyPriceCents: cents.nullable(),
      buys: z.object({ inlineEdits: creditsAmount, pages: creditsAmount }).nullable(),
    }),
  ),
  packs: z.array(z.object({ credits: creditsAmount, priceCents: cents })),
  /** Whether a top-up can be paid for here. */
  payments: z.enum(["none", "sandbox", "stripe"]),
});
export type PlanList = z.infer<typeof planList>;
