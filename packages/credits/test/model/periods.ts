import { periodAt } from "./calendar.ts";
import type { Instant, ModelLot, ModelState, ModelWorkspace } from "./state.ts";

export type ModelPeriod = { readonly start: number; readonly end: number; readonly key: string };

/**
 * The period of an instant of business time, by the anchor in force then; one that a move of the anchor cut short began
 * with the move.
 */
export function periodOf(workspace: ModelWorkspace, business: number): ModelPeriod {
  const { trial } = workspace;
  if (trial !== null && business < trial.end) return { start: trial.from, end: trial.end, key: "trial" };
  const moves = workspace.anchors.filter(({ from }) => from <= business).length;
  const inForce = workspace.anchors[moves - 1];
  if (inForce === undefined) throw new Error("a workspace has an anchor from before its beginning");
  const { start, end } = periodAt(inForce.anchor, business);
  const from = Math.max(start, inForce.from);
  return { start: from, end, key: `${moves} ${new Date(from).toISOString()}` };
}

/** The plan in force at an instant, and the one that was chosen for later, if it is another. */
export function planAt(workspace: ModelWorkspace, business: number) {
  const inForce = workspace.plans.filter(({ from }) => from <= business).at(-1);
  if (inForce === undefined) throw new Error("a workspace has a plan from before its beginning");
  const next = workspace.plans.find(({ from }) => from > business) ?? null;
  return { inForce, next };
}

export function monthlyCreditsOf(
  state: ModelState,
  plan: { readonly plan: string; readonly own: bigint | null },
): bigint {
  return plan.own ?? state.catalog.monthlyCredits[plan.plan] ?? 0n;
}

/** The monthly lots of a period: one when it was opened, one for each rise of its entitlement. */
export function monthlyLots(workspace: ModelWorkspace, period: ModelPeriod): readonly ModelLot[] {
  return workspace.lots.filter((lot) => lot.label.startsWith(monthlyLabel(workspace, period)));
}

export function monthlyLabel(workspace: ModelWorkspace, period: ModelPeriod): string {
  return `monthly ${workspace.externalId} ${period.key} `;
}

/** The period of an instant; its monthly lot is there from the first time that anybody looks. */
export function openPeriod(state: ModelState, workspace: ModelWorkspace, now: Instant): ModelPeriod {
  const period = periodOf(workspace, now.business);
  if (monthlyLots(workspace, period).length === 0) {
    addMonthlyLot(
      workspace,
      period,
      grantedAt(state, workspace, period.start, planAt(workspace, period.start).inForce),
    );
  }
  return period;
}

/** What a period that begins then has from its start: the plan's credits, or while it is unpaid at most the free's. */
export function grantedAt(
  state: ModelState,
  { unpaid }: ModelWorkspace,
  start: number,
  plan: { readonly plan: string; readonly own: bigint | null },
): bigint {
  const whole = monthlyCreditsOf(state, plan);
  const kept = unpaid !== null && start >= unpaid.from ? (state.catalog.monthlyCredits[unpaid.plan] ?? 0n) : whole;
  return kept < whole ? kept : whole;
}

export function addMonthlyLot(workspace: ModelWorkspace, period: ModelPeriod, granted: bigint): ModelLot {
  const label = `${monthlyLabel(workspace, period)}${monthlyLots(workspace, period).length}`;
  const lot: ModelLot = { label, source: "monthly", granted, expiresAt: period.end };
  workspace.lots.push(lot);
  return lot;
}

/** The entitlement of a period only rises: one lot of the difference, or none. */
export function raise(state: ModelState, workspace: ModelWorkspace, now: Instant): ModelLot | null {
  const period = openPeriod(state, workspace, now);
  const entitlement = monthlyLots(workspace, period).reduce((sum, lot) => sum + lot.granted, 0n);
  const wanted = grantedAt(state, workspace, period.start, planAt(workspace, now.business).inForce);
  return wanted > entitlement ? addMonthlyLot(workspace, period, wanted - entitlement) : null;
}
