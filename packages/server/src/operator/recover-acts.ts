import type { Credits } from "@dokly/credits";
import type { Logger } from "pino";
import { z } from "zod";
import { grantGoodwill } from "./grant-goodwill.ts";
import { type OperatorActRow, selectOpenActs } from "./operator-audit.ts";
import { finishAct, refusalOf } from "./perform-act.ts";
import { carryOutRefund, type RefundDependencies } from "./refund-action.ts";
import { releaseRunningHold } from "./release-running-hold.ts";

export type RecoverDependencies = RefundDependencies & {
  readonly credits: Pick<Credits, "getAction" | "refund" | "grant" | "releaseHold">;
  readonly logger: Logger;
};

/** How old an intent is before another request than the one that wrote it carries it out. */
const abandonedSeconds = 10;
/** An older one is left to the operators: the audit shows it as cut off. */
const oldestSeconds = 86_400;
const actsAtOnce = 100;

const refundDetails = z.object({
  credits: z.number().int(),
  refundedBefore: z.number().int().nullable(),
  report: z.string().nullable(),
});
const goodwillDetails = z.object({ credits: z.number().int(), expiresAt: z.string().nullable() });
const holdDetails = z.object({ hold: z.string() });

/**
 * How acts that were cut off are done all the same: those that give something, which nothing that came later makes
 * wrong. What sets something, as a plan or a limit, is not done late: somebody may have set it anew.
 */
const finishers: Readonly<Record<string, (deps: RecoverDependencies, act: OperatorActRow) => Promise<unknown>>> = {
  "action-refunded": async (deps, { id, workspace, target, reason, by, details }) => {
    const asked = refundDetails.parse(details);
    // Who decides on a report carries its refund out, and tells of it.
    if (asked.report !== null || workspace === null || target === null) return;
    const refund = { ...asked, workspace, action: target, reason, by };
    await finishAct(deps, { id, isNew: false }, (begun) => carryOutRefund(deps, refund, begun));
  },
  "goodwill-granted": async (deps, { id, workspace, reason, by, details }) => {
    const { credits, expiresAt } = goodwillDetails.parse(details);
    if (workspace === null) return;
    const given = { id, workspace, credits, expiresAt: expiresAt === null ? null : new Date(expiresAt) };
    const grant = { ...given, reason, actor: by.actor };
    await finishAct(deps, { id, isNew: false }, () => grantGoodwill(deps.credits, grant));
  },
  "hold-released": async (deps, { id, workspace, by, details }) => {
    const { hold } = holdDetails.parse(details);
    if (workspace === null) return;
    const release = { id, workspace, hold, actor: by.actor };
    await finishAct(deps, { id, isNew: false }, () => releaseRunningHold(deps.credits, release));
  },
};

/**
 * Carries out what a dying server, or an engine that was away, left between an act and its outcome (RULES R6.5), on any
 * number of servers at once; returns how many it finished.
 */
export async function recoverActs(
  deps: RecoverDependencies,
  { afterSeconds = abandonedSeconds }: { readonly afterSeconds?: number } = {},
): Promise<number> {
  const acts = Object.keys(finishers);
  const open = await selectOpenActs(deps.pool, { acts, afterSeconds, beforeSeconds: oldestSeconds, limit: actsAtOnce });
  let finished = 0;
  for (const act of open) {
    try {
      await finishers[act.act]?.(deps, act);
      finished += 1;
    } catch (error) {
      if (refusalOf(error, deps.catalog) !== null) finished += 1;
      else deps.logger.warn({ err: error, act: act.id }, "an operator's act could not be carried out; again soon");
    }
  }
  return finished;
}
