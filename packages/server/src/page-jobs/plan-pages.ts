import type { ActionKind, Estimate } from "@dokly/contract";
import type { PlannedAction } from "../ai/plan-action.ts";
import { type Asker, estimateToWire, type QuotedPlan } from "../ai/quote-action.ts";
import type { Payer, PayerChooser } from "../byok/choose-payer.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";

/** All pages of a job, as one quote binds them and as one payer pays for them. */
export type PagesPlan = QuotedPlan & {
  /** What each page is to whoever pays. */
  readonly actionKind: ActionKind;
  /** The most that all of them may cost at the provider. */
  readonly nanoDollarsMax: bigint;
};

/** All pages of a job as one plan: what they are made of is named by `inputHash`. */
export function planOfPages(kind: string, planned: readonly PlannedAction[], inputHash: string): PagesPlan {
  const [first] = planned;
  if (first === undefined) throw new Error("a job has at least one page");
  const { rateCard, model, kind: actionKind } = first;
  const sum = (pick: (page: PlannedAction) => bigint) => planned.reduce((total, page) => total + pick(page), 0n);
  const estimate = { low: sum((page) => page.estimate.low), high: sum((page) => page.estimate.high) };
  return { kind, rateCard, model, inputHash, estimate, actionKind, nanoDollarsMax: sum((page) => page.nanoDollarsMax) };
}

/** Who pays for all pages together: an own key only where its limit has room for every one of them. */
export function payerOfPages(payerOf: PayerChooser, { actionKind: kind, model, nanoDollarsMax }: PagesPlan): Payer {
  return payerOf({ kind, model, nanoDollars: nanoDollarsMax });
}

/** Refuses `own-key-out-of-scope` where nobody pays. */
export function requirePayer(payer: Payer): Exclude<Payer, { type: "refused" }> {
  if (payer.type === "refused") throw new ProblemError("own-key-out-of-scope", payer.detail);
  return payer;
}

/** One estimate for all pages, with who pays and what is there to pay it. */
export async function estimatePages(
  services: Services,
  asker: Asker,
  plan: PagesPlan,
  payer: Payer,
): Promise<Estimate> {
  const { available } = await services.credits.getBalance({ workspace: asker.workspace });
  return estimateToWire(services, asker, plan, { subject: { range: null }, available, payer });
}
