import type { Estimate } from "@dokly/contract";
import { shareOut, verifyQuote } from "@dokly/credits";
import type { PlannedAction } from "../ai/plan-action.ts";
import { outputTokensMin } from "../ai/prepare-run.ts";
import {
  type Asker,
  estimateToWire,
  type QuotedPlan,
  refusalOfCredits,
  requireCreditsPay,
} from "../ai/quote-action.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";

/** All pages of a job as one plan: what they are made of is named by `inputHash`. */
export function planOfPages(kind: string, planned: readonly PlannedAction[], inputHash: string): QuotedPlan {
  const [first] = planned;
  if (first === undefined) throw new Error("a job has at least one page");
  const { rateCard, model } = first;
  const low = planned.reduce((sum, { estimate }) => sum + estimate.low, 0n);
  const high = planned.reduce((sum, { estimate }) => sum + estimate.high, 0n);
  return { kind, rateCard, model, inputHash, estimate: { low, high } };
}

/** One estimate for all pages, with what is there to pay it. */
export async function estimatePages(services: Services, asker: Asker, plan: QuotedPlan): Promise<Estimate> {
  const { available } = await services.credits.getBalance({ workspace: asker.workspace });
  const estimate = estimateToWire(services, asker, plan, { subject: { range: null }, available });
  return { ...estimate, ...(await refusalOfCredits(services, asker.workspace)) };
}

/** What each page is held for, in their order; together at most what was agreed to. */
export type PageTerms = readonly { readonly low: bigint; readonly high: bigint }[];

/** What the person agreed to: the quote's `high` or `maxCredits` (RULES R4.1). Refuses with the fresh estimate. */
export async function bindPages(
  services: Services,
  asker: Asker,
  on: {
    readonly plan: QuotedPlan;
    readonly planned: readonly PlannedAction[];
    /** What a person reads whose quote was for something else. */
    readonly changed: string;
    readonly body: { readonly quote?: string | undefined; readonly maxCredits?: number | undefined };
  },
): Promise<PageTerms> {
  const { plan, planned, body } = on;
  const refuse = async (code: "estimate-changed" | "confirmation-required", reason: string): Promise<never> => {
    const estimate = await estimatePages(services, asker, plan);
    throw new ProblemError(code, `${reason} Here is the estimate; nothing was held or charged.`, { estimate });
  };
  await requireCreditsPay(services, asker.workspace);
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
  return pages.map(({ low, high }) => ({ low, high }));

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
    const asked = { ...asker, kind: plan.kind, inputHash: plan.inputHash };
    const verified = verifyQuote(body.quote, asked, { key: services.ai.quoteKey, now: new Date() });
    if ("quote" in verified) {
      const { maxCredits } = body;
      if (maxCredits === undefined || verified.quote.high <= BigInt(maxCredits)) return verified.quote;
      return await refuse("estimate-changed", "It may cost more than maxCredits.");
    }
    const reasons = {
      "not-ours": "This quote is not one of yours.",
      "input-changed": on.changed,
      ended: "The estimate was older than ten minutes.",
    } as const;
    return await refuse("estimate-changed", reasons[verified.refusal]);
  }
}
