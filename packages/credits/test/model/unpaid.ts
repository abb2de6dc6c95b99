import { availableOf } from "./lots.ts";
import { REUSED, remember, remembered, replay } from "./operations.ts";
import { type ModelPeriod, monthlyCreditsOf, monthlyLots, openPeriod, planAt, raise } from "./periods.ts";
import type { Instant, ModelReply, ModelState, ModelWorkspace, Of } from "./state.ts";

/** RULES R3.5: what a plan's payment does to its resets, and to the period whose renewal failed. */
export function setUnpaid(
  state: ModelState,
  workspace: ModelWorkspace,
  request: Of<"set-unpaid">,
  now: Instant,
): ModelReply {
  const { unpaid, key } = request;
  const fingerprint = JSON.stringify(unpaid);
  const first = remembered(workspace, "set-unpaid", key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, {});
  const before = availableOf(workspace, now);
  const period = openPeriod(state, workspace, now);
  const { inForce } = planAt(workspace, now.business);
  const wasUnpaid = workspace.unpaid !== null && period.start >= workspace.unpaid.from;
  const isUnpaid = unpaid !== null && period.start >= unpaid.from;
  workspace.unpaid = unpaid;
  const kept = unpaid === null ? 0n : (state.catalog.monthlyCredits[unpaid.plan] ?? 0n);
  for (const [label, above] of creditsAbove(workspace, period, isUnpaid ? kept : monthlyCreditsOf(state, inForce))) {
    const due = dueOf(workspace, label);
    if ((wasUnpaid && above < due) || (isUnpaid && above > due)) makeDue(workspace, label, above, now);
  }
  const raised = wasUnpaid ? raise(state, workspace, now) : null;
  const [lot, granted] = [raised?.label ?? null, raised?.granted ?? 0n];
  const available = availableOf(workspace, now);
  const moved = available - before - granted;
  const parts = { reversed: moved < 0n ? -moved : 0n, restored: moved > 0n ? moved : 0n };
  const reply = { ...parts, lot, granted, available, isReplay: false };
  return remember(workspace, { operation: "set-unpaid", key, fingerprint }, reply);
}

/** Ends the mark; what it took from this period comes back up to the number of the plan in force. */
export function payAgain(state: ModelState, workspace: ModelWorkspace, now: Instant): void {
  const { unpaid } = workspace;
  workspace.unpaid = null;
  const period = openPeriod(state, workspace, now);
  if (unpaid === null || period.start < unpaid.from) return;
  const entitled = monthlyCreditsOf(state, planAt(workspace, now.business).inForce);
  for (const [label, above] of creditsAbove(workspace, period, entitled)) {
    if (above < dueOf(workspace, label)) makeDue(workspace, label, above, now);
  }
}

/** Counts the period's credits lot after lot: how many of each come after the first `number`. */
function creditsAbove(workspace: ModelWorkspace, period: ModelPeriod, number: bigint): readonly [string, bigint][] {
  let counted = 0n;
  return monthlyLots(workspace, period).map(({ label, granted }) => {
    const below = number > counted ? number - counted : 0n;
    counted += granted;
    return [label, below >= granted ? 0n : granted - below];
  });
}

function dueOf(workspace: ModelWorkspace, label: string): bigint {
  return workspace.reversals.filter(({ lot }) => lot === label).at(-1)?.due ?? 0n;
}

function makeDue(workspace: ModelWorkspace, lot: string, due: bigint, at: Instant): void {
  workspace.accepted += 1;
  workspace.reversals.push({ order: workspace.accepted, at, lot, due });
}
