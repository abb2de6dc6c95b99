import type { PlannedAction } from "../ai/plan-action.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Services } from "../services.ts";
import type { JobDependencies } from "./job-dependencies.ts";
import type { PageJob, PageOf } from "./job-rows.ts";
import type { PageTerms } from "./page-terms.ts";
import { estimatePages, payerOfPages, planOfPages, requirePayer } from "./plan-pages.ts";

type Again<Job extends PageJob> = {
  readonly job: Job;
  readonly pages: readonly PageOf<Job>[];
  /** What they would send and cost now, in their order. */
  readonly plan: () => Promise<readonly PlannedAction[]>;
  /** The most that credits may pay for them together; without it, what they were held for before. */
  readonly maxCredits: number | undefined;
};

/**
 * Who pays for pages that are tried again or gone on with, chosen anew: a key that was mended, or another one. Null
 * where the credits that were agreed to go on paying. Refuses `own-key-out-of-scope`, and `estimate-changed` where
 * credits would pay more than was agreed to: above all, where an own key was to pay.
 */
export async function payAgain<Job extends PageJob>(
  services: Services,
  { actionOf }: Pick<JobDependencies<Job>, "actionOf">,
  { job, pages, plan, maxCredits }: Again<Job>,
): Promise<readonly PageTerms[] | null> {
  const payerOf = await services.ownKeys.openPayers(job);
  const wasOnCredits = pages.every(({ ownKey }) => ownKey === null);
  if (wasOnCredits && payerOf({ ...actionOf(job), nanoDollars: 0n }).type === "credits") return null;
  const planned = await plan();
  return await payPlanned(services, { job, pages, planned, payerOf, maxCredits });
}

/** The same, for pages that are planned already and paid for as planned. */
export async function payPlanned<Job extends PageJob>(
  services: Services,
  on: Omit<Again<Job>, "plan"> & {
    readonly planned: readonly PlannedAction[];
    readonly payerOf: Awaited<ReturnType<Services["ownKeys"]["openPayers"]>>;
  },
): Promise<readonly PageTerms[]> {
  const { job, pages, planned, payerOf, maxCredits } = on;
  const whole = planOfPages("pages-again", planned, planned.map(({ inputHash }) => inputHash).join(" "));
  const payer = requirePayer(payerOfPages(payerOf, whole));
  if (payer.type === "byok") {
    const [id = ""] = payer.keys;
    return planned.map(({ nanoDollarsMax: nanoDollars }) => ({ low: 0n, high: 0n, ownKey: { id, nanoDollars } }));
  }
  const { high } = whole.estimate;
  const before = pages.reduce((sum, page) => sum + page.high, 0n);
  if (high > (maxCredits === undefined ? before : BigInt(maxCredits))) {
    const estimate = await estimatePages(services, job, whole, payer);
    const sentence = `This may cost up to ${high} credits now. Send maxCredits to agree to that.`;
    throw new ProblemError("estimate-changed", `${sentence} Nothing was held or charged.`, { estimate });
  }
  return planned.map(({ estimate }) => ({ low: estimate.low, high: estimate.high, ownKey: null }));
}
