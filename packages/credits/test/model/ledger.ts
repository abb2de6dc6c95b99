import { extend, extendLinked, placeHold, placeHolds } from "./holds.ts";
import { setLimit } from "./limits.ts";
import { availableOf, endOf } from "./lots.ts";
import { REUSED, remember, remembered, replay } from "./operations.ts";
import { changePlan, refund, suspend } from "./operator.ts";
import { openPeriod, periodOf } from "./periods.ts";
import { costOf, priceOf } from "./price.ts";
import { balanceOf } from "./questions.ts";
import { reverse } from "./reversals.ts";
import type { Instant, ModelHold, ModelReply, ModelState, ModelWorkspace, Of, Request } from "./state.ts";
import { setUnpaid } from "./unpaid.ts";

/**
 * Applies one request at an instant and predicts its reply. The state changes only where the reply is an acceptance.
 */
export function apply(state: ModelState, request: Request, clock: Instant): ModelReply {
  const workspace = state.workspaces.find(({ externalId }) => externalId === request.workspace);
  if (request.verb === "open") return open(state, workspace, request, clock);
  if (workspace === undefined) return { refused: "workspace-not-found" };
  const now = instantOf(workspace, clock);
  openPeriod(state, workspace, now);
  const reply = applyTo(workspace, state, request, now);
  if ("accepted" in reply && reply.accepted["isReplay"] !== true)
    workspace.latest = Math.max(workspace.latest, now.business);
  return reply;
}

/** Business time of a workspace never runs back (RULES R2.2). */
export function instantOf(workspace: ModelWorkspace, clock: Instant): Instant {
  return { business: Math.max(clock.business, workspace.latest), real: clock.real };
}

function applyTo(
  workspace: ModelWorkspace,
  state: ModelState,
  request: Exclude<Request, { verb: "open" }>,
  now: Instant,
): ModelReply {
  switch (request.verb) {
    case "grant":
      return grant(workspace, request, now);
    case "hold":
      return placeHold(workspace, state, request, now);
    case "linked-holds":
      return placeHolds(workspace, state, request, now);
    case "extend":
      return extend(workspace, request, now);
    case "extend-linked":
      return extendLinked(workspace, request, now);
    case "reverse":
    case "restore":
      return reverse(workspace, request, now);
    case "limit":
      return setLimit(workspace, request, now);
    case "refund":
      return refund(workspace, request, now);
    case "change-plan":
      return changePlan(state, workspace, request, now);
    case "set-unpaid":
      return setUnpaid(state, workspace, request, now);
    case "suspend":
      return suspend(workspace, request);
    case "settle":
    case "release":
      return end(workspace, state, request, now);
  }
}

const DAY_MS = 86_400_000;

function open(state: ModelState, known: ModelWorkspace | undefined, request: Of<"open">, now: Instant): ModelReply {
  if (known !== undefined) return { accepted: { balance: balanceOf(state, known, instantOf(known, now)) } };
  if (state.catalog.monthlyCredits[request.plan] === undefined) return { refused: "invalid-argument" };
  const { trial } = state.catalog;
  const end = now.business + trial.days * DAY_MS;
  const inForce = { from: Number.NEGATIVE_INFINITY, plan: request.hasTrial ? trial.plan : request.plan, own: null };
  const workspace: ModelWorkspace = {
    externalId: request.workspace,
    plans: request.hasTrial ? [inForce, { from: end, plan: request.plan, own: null }] : [inForce],
    anchors: [{ from: Number.NEGATIVE_INFINITY, anchor: request.hasTrial ? end : (request.anchor ?? now.business) }],
    trial: request.hasTrial ? { from: now.business, end } : null,
    unpaid: null,
    reversals: [],
    limits: [],
    isSuspended: false,
    accepted: 0,
    lots: [],
    holds: [],
    operations: [],
    latest: now.business,
  };
  state.workspaces.push(workspace);
  return { accepted: { balance: balanceOf(state, workspace, now) } };
}

function grant(workspace: ModelWorkspace, request: Of<"grant">, now: Instant): ModelReply {
  if (request.credits <= 0n) return { refused: "invalid-amount" };
  const fingerprint = JSON.stringify([request.source, String(request.credits), request.expiresAt]);
  const first = remembered(workspace, "grant", request.key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, {});
  if (request.expiresAt !== null && request.expiresAt <= now.business) return { refused: "invalid-argument" };
  const expiresAt = request.expiresAt ?? periodOf(workspace, now.business).end;
  workspace.lots.push({ label: request.label, source: request.source, granted: request.credits, expiresAt });
  const reply = { lot: request.label, available: availableOf(workspace, now), isReplay: false };
  return remember(workspace, { operation: "grant", key: request.key, fingerprint }, reply);
}

/** RULES R4.3, in its order: key, hold, the first end if there is one, the bound, and only then the end itself. */
function end(
  workspace: ModelWorkspace,
  state: ModelState,
  request: Of<"settle"> | Of<"release">,
  now: Instant,
): ModelReply {
  if (request.keyed !== null) {
    const first = remembered(workspace, request.verb, request.keyed.key, request.keyed.fingerprint);
    if (first === "reused") return REUSED;
    if (first !== null) return replay(first, {});
  }
  const hold = workspace.holds.find(({ label }) => label === request.hold);
  if (hold === undefined) return { refused: "hold-not-found" };
  const before = endOf(hold, now);
  if (before !== null) return { accepted: { ...endedReply(hold, now), isReplay: true } };
  if (request.verb === "settle" && hold.ownKey !== null && "credits" in request.charge) {
    return { refused: "invalid-argument" };
  }
  const charged = request.verb === "release" ? 0n : chargeOf(state, hold, request);
  if (charged === null) return { refused: "unpriced-model" };
  if (charged > hold.credits) return { refused: "settle-above-hold" };
  const outcome = request.verb === "release" ? "released" : "settled";
  workspace.accepted += 1;
  const order = workspace.accepted;
  const nanoDollars = request.verb === "release" ? 0n : costOnOwnKey(state, hold, request);
  hold.end = { state: outcome, order, at: now, charged, nanoDollars, status: request.status, available: null };
  hold.end = { ...hold.end, available: availableOf(workspace, now) };
  const reply = { ...endedReply(hold, now), isReplay: false };
  if (request.keyed === null) return { accepted: reply };
  return remember(workspace, { operation: request.verb, ...request.keyed }, reply);
}

function chargeOf(state: ModelState, hold: ModelHold, request: Of<"settle">): bigint | null {
  if ("credits" in request.charge) return request.charge.credits;
  if (hold.action.model === null) return null;
  const price = priceOf(state.catalog, hold.action.model, request.charge.usage);
  return price !== null && price > hold.credits ? hold.credits : price;
}

/** On a key of its own the workspace pays the provider what it really cost, whatever was reserved. */
function costOnOwnKey(state: ModelState, hold: ModelHold, { charge }: Of<"settle">): bigint {
  if (hold.ownKey === null || hold.action.model === null || !("usage" in charge)) return 0n;
  return costOf(state.catalog, hold.action.model, charge.usage) ?? 0n;
}

function endedReply(hold: ModelHold, now: Instant) {
  const ended = endOf(hold, now);
  if (ended === null) throw new Error("only an ended hold has an end to report");
  return {
    hold: hold.label,
    action: hold.label,
    state: ended.state,
    charged: ended.charged,
    returned: hold.credits - ended.charged,
    available: ended.available,
  };
}
