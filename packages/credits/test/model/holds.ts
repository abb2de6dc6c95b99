import { refusingLimits } from "./limits.ts";
import { allot, availableOf, endOf } from "./lots.ts";
import { REUSED, remember, remembered, replay } from "./operations.ts";
import { periodOf } from "./periods.ts";
import type { Instant, ModelHold, ModelReply, ModelState, ModelWorkspace, Of } from "./state.ts";

const DAY_MS = 86_400_000;

export function placeHold(workspace: ModelWorkspace, state: ModelState, request: Of<"hold">, now: Instant): ModelReply {
  const { key, fingerprint, label, credits } = request;
  const first = remembered(workspace, "hold", key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) {
    const { state: stateNow, deadline } = currentOf(holdOf(workspace, label), now);
    return replay(first, { state: stateNow, deadline });
  }
  const refusal = refusalOf(workspace, state, [request], now);
  if (refusal !== null) return refusal;
  const hold = take(workspace, { ...request, linkedBy: null }, now);
  const available = availableOf(workspace, now);
  const placed = { hold: label, action: label, credits, ...currentOf(hold, now), available, isReplay: false };
  return remember(workspace, { operation: "hold", key, fingerprint }, placed);
}

/** Linked holds: all of them or none. */
export function placeHolds(
  workspace: ModelWorkspace,
  state: ModelState,
  request: Of<"linked-holds">,
  now: Instant,
): ModelReply {
  const { key, fingerprint, labels, holds, deadlineMs } = request;
  const first = remembered(workspace, "linked-holds", key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, linkedNow(workspace, labels, now));
  const refusal = refusalOf(workspace, state, holds, now);
  if (refusal !== null) return refusal;
  for (const [index, label] of labels.entries()) {
    const wanted = holds[index];
    if (wanted !== undefined) take(workspace, { label, ...wanted, deadlineMs, linkedBy: key }, now);
  }
  const available = availableOf(workspace, now);
  const placed = { ...linkedNow(workspace, labels, now), available, isReplay: false };
  return remember(workspace, { operation: "linked-holds", key, fingerprint }, placed);
}

/** How linked holds stand now. Their deadline is that of those that run. */
function linkedNow(workspace: ModelWorkspace, labels: readonly string[], now: Instant) {
  const holds = labels.map((label) => holdOf(workspace, label));
  const running = holds.find((hold) => endOf(hold, now) === null);
  const linked = holds.map((hold) => {
    return { hold: hold.label, action: hold.label, credits: hold.credits, state: currentOf(hold, now).state };
  });
  return { linked, deadline: running === undefined ? null : new Date(running.deadline) };
}

function refusalOf(
  workspace: ModelWorkspace,
  state: ModelState,
  holds: Of<"linked-holds">["holds"],
  now: Instant,
): ModelReply | null {
  if (workspace.isSuspended) return { refused: "workspace-suspended" };
  if (holds.some(({ action: { model } }) => model !== null && state.catalog.prices[model] === undefined)) {
    return { refused: "unpriced-model" };
  }
  const limits = refusingLimits(workspace, holds, now);
  if (limits.length > 0) return { refused: "limit-reached", details: limits };
  const needed = holds.reduce((sum, { credits }) => sum + credits, 0n);
  const available = availableOf(workspace, now);
  if (needed <= available) return null;
  return { refused: "insufficient-credits", details: [{ needed, available, shortfall: needed - available }] };
}

type Wanted = Pick<Of<"hold">, "label" | "credits" | "action" | "ownKey" | "deadlineMs"> & {
  readonly linkedBy: string | null;
};

function take(workspace: ModelWorkspace, wanted: Wanted, now: Instant) {
  const { label, credits, action, ownKey, deadlineMs, linkedBy } = wanted;
  const draws = allot(workspace, credits, now);
  if (draws === null) throw new Error("what covers the sum covers each part");
  workspace.accepted += 1;
  const hold: ModelHold = {
    label,
    order: workspace.accepted,
    linkedBy,
    credits,
    draws,
    action,
    ownKey,
    startedAt: now.business,
    period: periodOf(workspace, now.business).key,
    placedAt: now.real,
    deadline: now.real + deadlineMs,
    end: null,
    refunds: [],
  };
  workspace.holds.push(hold);
  return hold;
}

function currentOf(hold: ModelHold, now: Instant) {
  return { state: endOf(hold, now)?.state ?? "held", deadline: new Date(hold.deadline) };
}

function holdOf(workspace: ModelWorkspace, label: string): ModelHold {
  const hold = workspace.holds.find((one) => one.label === label);
  if (hold === undefined) throw new Error(`the model has no hold ${label}`);
  return hold;
}

export function extend(workspace: ModelWorkspace, request: Of<"extend">, now: Instant): ModelReply {
  const hold = workspace.holds.find(({ label }) => label === request.hold);
  if (hold === undefined) return { refused: "hold-not-found" };
  if (endOf(hold, now) !== null) return { refused: "hold-ended" };
  if (hold.linkedBy !== null) return { refused: "hold-linked" };
  return moveDeadline([hold], now.real + request.deadlineMs) ?? { accepted: { deadline: new Date(hold.deadline) } };
}

export function extendLinked(workspace: ModelWorkspace, request: Of<"extend-linked">, now: Instant): ModelReply {
  const linked = workspace.holds.filter(({ linkedBy }) => linkedBy === request.key);
  if (linked.length === 0) return { refused: "hold-not-found" };
  const running = linked.filter((hold) => endOf(hold, now) === null);
  if (running.length === 0) return { refused: "hold-ended" };
  const deadline = now.real + request.deadlineMs;
  const extended = running.map((hold) => ({ hold: hold.label }));
  return moveDeadline(running, deadline) ?? { accepted: { deadline: new Date(deadline), linked: extended } };
}

/** A refusal, or null and the deadline is moved. A hold lives a day at most. */
function moveDeadline(holds: readonly ModelHold[], deadline: number): ModelReply | null {
  if (holds.some(({ placedAt }) => deadline > placedAt + DAY_MS)) return { refused: "hold-limit" };
  for (const hold of holds) hold.deadline = deadline;
  return null;
}
