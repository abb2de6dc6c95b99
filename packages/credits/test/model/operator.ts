import { availableOf, chargedDraws, isAlive } from "./lots.ts";
import { REUSED, remember, remembered, replay } from "./operations.ts";
import { monthlyLots, openPeriod, periodOf, planAt, raise } from "./periods.ts";
import { refundedOf } from "./questions.ts";
import type { Instant, ModelDraw, ModelHold, ModelLot, ModelReply, ModelState, ModelWorkspace, Of } from "./state.ts";
import { payAgain } from "./unpaid.ts";

/**
 * RULES R5.1: last drawn first; to the lot if it lives, else all such parts become one goodwill lot until the next
 * reset.
 */
export function refund(workspace: ModelWorkspace, request: Of<"refund">, now: Instant): ModelReply {
  if (request.credits <= 0n) return { refused: "invalid-amount" };
  const fingerprint = JSON.stringify([request.action, String(request.credits)]);
  const first = remembered(workspace, "refund", request.key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, {});
  const hold = workspace.holds.find(({ label }) => label === request.action);
  if (hold === undefined) return { refused: "action-not-found" };
  const charged = hold.end?.charged ?? 0n;
  const before = refundedOf(hold);
  if (before + request.credits > charged) {
    return { refused: "refund-above-charge", details: [{ charged, refunded: before, asked: request.credits }] };
  }
  const parts = partsOfRefund(hold, request.credits);
  const living = new Set(workspace.lots.filter((lot) => isAlive(lot, now)).map((lot) => lot.label));
  const asGoodwill = parts.filter((part) => !living.has(part.lot));
  workspace.accepted += 1;
  hold.refunds.push({
    order: workspace.accepted,
    at: now,
    returned: parts.filter((part) => living.has(part.lot)),
    asGoodwill,
  });
  const goodwillCredits = asGoodwill.reduce((sum, { credits }) => sum + credits, 0n);
  const lot = goodwillCredits > 0n ? request.label : null;
  if (lot !== null) {
    const expiresAt = periodOf(workspace, now.business).end;
    workspace.lots.push({ label: lot, source: "goodwill", granted: goodwillCredits, expiresAt });
  }
  const available = availableOf(workspace, now);
  const refunded = { action: hold.label, refunded: before + request.credits, lot, goodwillCredits, available };
  return remember(workspace, { operation: "refund", key: request.key, fingerprint }, { ...refunded, isReplay: false });
}

/** What each draw gives back of what it was charged and has not given back before, from the last draw on. */
function partsOfRefund(hold: ModelHold, credits: bigint): readonly ModelDraw[] {
  const before = hold.refunds.flatMap((one) => [...one.returned, ...one.asGoodwill]);
  const parts: ModelDraw[] = [];
  let missing = credits;
  for (const charged of chargedDraws(hold).toReversed()) {
    const given = before.filter(({ lot }) => lot === charged.lot).reduce((sum, part) => sum + part.credits, 0n);
    const left = charged.credits - given;
    const part = left < missing ? left : missing;
    if (part > 0n) parts.push({ lot: charged.lot, credits: part });
    missing -= part;
  }
  return parts;
}

/** RULES R3.1 and R3.3. */
export function changePlan(
  state: ModelState,
  workspace: ModelWorkspace,
  request: Of<"change-plan">,
  now: Instant,
): ModelReply {
  const { plan, own, when, anchor, notBefore, key } = request;
  const fingerprint = JSON.stringify([plan, when, anchor, notBefore, own === null ? null : String(own)]);
  const first = remembered(workspace, "change-plan", key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, {});
  const { inForce } = planAt(workspace, now.business);
  // What was chosen before for the reset is forgotten, whatever is chosen now.
  workspace.plans = workspace.plans.filter(({ from }) => from <= now.business);
  let made: ModelLot | null = null;
  let then = now;
  if (when === "reset") {
    const end = resetFrom(workspace, now.business, notBefore ?? 0);
    if (inForce.plan !== plan || inForce.own !== own) workspace.plans.push({ from: end, plan, own });
    then = { ...now, business: end };
  } else if (anchor === null) {
    workspace.plans.push({ from: now.business, plan, own });
    payAgain(state, workspace, now);
    made = raise(state, workspace, now);
  } else {
    // The new period begins after everything that was done before it, also within this millisecond.
    then = { ...now, business: now.business + 1 };
    made = moveAnchor(state, workspace, { anchor, plan: { plan, own } }, { now, begin: then });
  }
  const available = availableOf(workspace, when === "now" ? then : now);
  const issued = { lot: made?.label ?? null, granted: made?.granted ?? 0n };
  const reply = { inForceAt: new Date(then.business), ...issued, available, isReplay: false };
  return remember(workspace, { operation: "change-plan", key, fingerprint }, reply);
}

/** Resets one after the other, until one is not before the instant. */
function resetFrom(workspace: ModelWorkspace, business: number, notBefore: number): number {
  let { end } = periodOf(workspace, business);
  while (end < notBefore) end = periodOf(workspace, end).end;
  return end;
}

type Move = { readonly anchor: number; readonly plan: { readonly plan: string; readonly own: bigint | null } };

/** The period ends: its monthly lots expire, a new one has the full plan, other lots live at least to its reset. */
function moveAnchor(
  state: ModelState,
  workspace: ModelWorkspace,
  { anchor, plan }: Move,
  { now, begin }: { readonly now: Instant; readonly begin: Instant },
): ModelLot | null {
  const alive = workspace.lots.filter((lot) => isAlive(lot, now));
  workspace.latest = begin.business;
  workspace.unpaid = null;
  if (workspace.trial !== null) workspace.trial.end = Math.min(workspace.trial.end, begin.business);
  workspace.plans.push({ from: begin.business, ...plan });
  workspace.anchors.push({ from: begin.business, anchor });
  const { end } = periodOf(workspace, begin.business);
  for (const lot of alive) {
    if (lot.source === "monthly") lot.expiresAt = begin.business;
    else if (lot.expiresAt !== null) lot.expiresAt = Math.max(lot.expiresAt, end);
  }
  const [lot] = monthlyLots(workspace, openPeriod(state, workspace, begin));
  return lot === undefined || lot.granted === 0n ? null : lot;
}

export function suspend(workspace: ModelWorkspace, request: Of<"suspend">): ModelReply {
  const fingerprint = String(request.isSuspended);
  const first = remembered(workspace, "suspend", request.key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, {});
  workspace.isSuspended = request.isSuspended;
  const reply = { isSuspended: request.isSuspended, isReplay: false };
  return remember(workspace, { operation: "suspend", key: request.key, fingerprint }, reply);
}
