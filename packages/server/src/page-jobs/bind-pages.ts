import { shareOut } from "@dokly/credits";
import type { PlannedAction } from "../ai/plan-action.ts";
import { outputTokensMin } from "../ai/prepare-run.ts";
import { type Asker, type QuotedPlan, readQuote } from "../ai/quote-action.ts";
import type { PayerChooser } from "../byok/choose-payer.ts";
import { dollarsText } from "../byok/own-key-budget.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";
import type { PageTerms } from "./page-terms.ts";
import { estimatePages, type PagesPlan, payerOfPages, requirePayer } from "./plan-pages.ts";

/**
 * What the person agreed to: the quote's `high` or `maxCredits` (RULES R4.1), and who pays. In the order of the pages;
 * together at most that. Refuses with the fresh estimate.
 */
export async function bindPages(
  services: Services,
  asker: Asker,
  on: {
    readonly plan: PagesPlan;
    readonly payerOf: PayerChooser;
    readonly planned: readonly PlannedAction[];
    /** What a person reads whose quote was for something else. */
    readonly changed: string;
    readonly body: { readonly quote?: string | undefined; readonly maxCredits?: number | undefined };
  },
): Promise<readonly PageTerms[]> {
  const { plan, planned, payerOf, body, changed } = on;
  const payer = requirePayer(payerOfPages(payerOf, plan));
  const refuse = async (code: "estimate-changed" | "confirmation-required", reason: string): Promise<never> => {
    const estimate = await estimatePages(services, asker, plan, payer);
    throw new ProblemError(code, `${reason} Here is the estimate; nothing was held or charged.`, { estimate });
  };
  const agreed = await agreedTo();
  const shares = shareOut(
    planned.map(({ estimate }) => estimate.high),
    agreed.high,
  );
  const pages = planned.map(({ estimate, capWithin, nanoDollarsPerCredit }, index) => {
    const high = shares[index] ?? 0n;
    // More may have been learnt since the quote was made: it binds all the same.
    const low = estimate.low < high ? estimate.low : high;
    return { high, low, cap: capWithin(high), nanoDollars: high * nanoDollarsPerCredit };
  });
  const isUnpayable = agreed.rateCard !== plan.rateCard && pages.some(({ cap }) => cap < outputTokensMin);
  if (agreed.model !== plan.model || isUnpayable) {
    return await refuse("estimate-changed", "Models or prices have changed.");
  }
  if (payer.type === "credits") return pages.map(({ low, high }) => ({ low, high, ownKey: null }));
  const [id = ""] = payer.keys;
  return pages.map(({ nanoDollars }) => ({ low: 0n, high: 0n, ownKey: { id, nanoDollars } }));

  async function agreedTo(): Promise<Pick<QuotedPlan, "rateCard" | "model"> & { high: bigint }> {
    const { quote, maxCredits } = body;
    const isWithin = (high: bigint) => payer.type === "byok" || maxCredits === undefined || high <= BigInt(maxCredits);
    if (quote === undefined) {
      const { high } = plan.estimate;
      if (maxCredits === undefined) {
        const most =
          payer.type === "byok" ? `${dollarsText(payer.nanoDollars)} on the workspace's own key` : `${high} credits`;
        return await refuse("confirmation-required", `This may cost up to ${most}. Send a quote or maxCredits.`);
      }
      return isWithin(high) ? { ...plan, high } : await refuse("estimate-changed", "It may cost more than maxCredits.");
    }
    const read = readQuote(services, asker, { planned: plan, payer, quote, changed });
    if ("refusal" in read) return await refuse("estimate-changed", read.refusal);
    if (isWithin(read.quote.high)) return read.quote;
    return await refuse("estimate-changed", "It may cost more than maxCredits.");
  }
}
