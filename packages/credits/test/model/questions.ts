import { dateIn, datesUntil } from "./calendar.ts";
import { endOf, isAlive, partsOf, spentOf } from "./lots.ts";
import { grantedAt, openPeriod, planAt } from "./periods.ts";
import type { Instant, ModelHold, ModelState, ModelWorkspace } from "./state.ts";

/** The figures of the panel at an instant, worked out from the lists. Lots that are dead are left out. */
export function balanceOf(state: ModelState, workspace: ModelWorkspace, now: Instant) {
  const period = openPeriod(state, workspace, now);
  const holdsOfPeriod = workspace.holds.filter((hold) => hold.period === period.key);
  const figures = { monthly: 0n, topUps: 0n, goodwill: 0n, spent: 0n, held: 0n, available: 0n };
  for (const lot of workspace.lots) {
    const parts = partsOf(lot, workspace, now);
    const spent = spentOf(lot, holdsOfPeriod);
    const held = isAlive(lot, now) ? parts.held : 0n;
    figures[FIGURE_OF[lot.source]] += parts.available + held + spent;
    figures.spent += spent;
    figures.held += held;
    figures.available += parts.available;
  }
  const lots = workspace.lots
    .filter((lot) => isAlive(lot, now))
    .map((lot) => ({ ...lot, ...partsOf(lot, workspace, now) }));
  const { inForce, next } = planAt(workspace, now.business);
  const { isSuspended, trial, unpaid } = workspace;
  const coming = {
    nextPlan: next?.plan ?? null,
    nextPlanAt: next === null ? null : new Date(next.from),
    nextMonthlyCredits: grantedAt(state, workspace, period.end, planAt(workspace, period.end).inForce),
    trialEndsAt: trial !== null && now.business < trial.end ? new Date(trial.end) : null,
    unpaidFrom: unpaid === null ? null : new Date(unpaid.from),
  };
  return { plan: inForce.plan, ...coming, isSuspended, period, ...figures, lots };
}

const FIGURE_OF = { monthly: "monthly", "top-up": "topUps", goodwill: "goodwill" } as const;

/** The log, newest first. */
export function actionsOf(workspace: ModelWorkspace, now: Instant) {
  return workspace.holds.map((hold) => actionOf(hold, now)).reverse();
}

function actionOf(hold: ModelHold, now: Instant) {
  const end = endOf(hold, now);
  return {
    ...hold.action,
    label: hold.label,
    status: end === null ? "running" : end.status,
    held: hold.credits,
    charged: end?.charged ?? 0n,
    ownKey: hold.ownKey && {
      id: hold.ownKey.id,
      nanoDollarsHeld: hold.ownKey.nanoDollars,
      nanoDollarsCost: end?.nanoDollars ?? null,
    },
    refunded: refundedOf(hold),
    startedAt: hold.startedAt,
    endedAt: end?.at.business ?? null,
  };
}

export function refundedOf(hold: ModelHold): bigint {
  return hold.refunds
    .flatMap((refund) => [...refund.returned, ...refund.asGoodwill])
    .reduce((sum, part) => sum + part.credits, 0n);
}

/**
 * One row per calendar day of the zone, oldest first: how many of its actions were settled and what they finally cost,
 * by kind.
 */
export function usageOf(workspace: ModelWorkspace, now: Instant, days: number, timeZone: string, member?: string) {
  return datesUntil(timeZone, now.business, days).map((date) => {
    const byKind: Record<string, bigint> = {};
    let credits = 0n;
    let actions = 0;
    for (const hold of workspace.holds) {
      if (dateIn(timeZone, hold.startedAt) !== date) continue;
      if (member !== undefined && hold.action.member !== member) continue;
      if (hold.end?.state === "settled") actions += 1;
      const cost = (endOf(hold, now)?.charged ?? 0n) - refundedOf(hold);
      if (cost === 0n) continue;
      credits += cost;
      byKind[hold.action.kind] = (byKind[hold.action.kind] ?? 0n) + cost;
    }
    return { date, credits, actions, byKind };
  });
}
