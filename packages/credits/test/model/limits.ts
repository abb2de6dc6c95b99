import { endOf } from "./lots.ts";
import { REUSED, remember, remembered, replay } from "./operations.ts";
import { periodOf } from "./periods.ts";
import { refundedOf } from "./questions.ts";
import type { Instant, ModelReply, ModelScope, ModelWanted, ModelWorkspace, Of } from "./state.ts";

type Counted = Pick<ModelWanted, "ownKey"> & {
  readonly action: { readonly member: string | null; readonly kind: string };
};

/** Whether a limit is about such an action. */
export function counts(scope: ModelScope, { action, ownKey }: Counted): boolean {
  if (scope.ownKey !== null && scope.ownKey !== ownKey?.id) return false;
  if (scope.member !== null && scope.member !== action.member) return false;
  return scope.kind === null || scope.kind === action.kind;
}

/** What a hold reserves of a limit, in its unit. */
export function amountOf({ unit }: ModelScope, { credits, ownKey }: Pick<ModelWanted, "credits" | "ownKey">): bigint {
  return unit === "credits" ? credits : (ownKey?.nanoDollars ?? 0n);
}

/** What the current period's actions have cost of a limit, less refunds, and what they hold of it. */
export function useOf(workspace: ModelWorkspace, scope: ModelScope, now: Instant) {
  const period = periodOf(workspace, now.business).key;
  const counted = workspace.holds.filter((hold) => hold.period === period && counts(scope, hold));
  let [used, reserved] = [0n, 0n];
  for (const hold of counted) {
    const end = endOf(hold, now);
    if (end === null) reserved += amountOf(scope, hold);
    else used += scope.unit === "credits" ? end.charged - refundedOf(hold) : end.nanoDollars;
  }
  return { used, reserved };
}

/** The limits that refuse these holds, with what a refusal may tell; none: they fit, all together. */
export function refusingLimits(workspace: ModelWorkspace, holds: readonly ModelWanted[], now: Instant) {
  return workspace.limits.flatMap(({ limit, ...scope }) => {
    const { used, reserved } = useOf(workspace, scope, now);
    const needed = holds.reduce((sum, hold) => sum + (counts(scope, hold) ? amountOf(scope, hold) : 0n), 0n);
    if (needed === 0n || used + reserved + needed <= limit) return [];
    return [{ ...scope, limit, used, reserved, needed }];
  });
}

export function setLimit(workspace: ModelWorkspace, request: Of<"limit">, now: Instant): ModelReply {
  const { member, kind, ownKey, unit, limit, key } = request;
  const scope = { member, kind, ownKey, unit };
  const fingerprint = JSON.stringify([scope, limit === null ? null : String(limit)]);
  const first = remembered(workspace, "limit", key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, {});
  const others = workspace.limits.filter((one) => !isSameScope(one, scope));
  workspace.limits = limit === null ? others : [...others, { ...scope, limit }];
  const amount = unit === "credits" ? { credits: limit } : { nanoDollars: limit };
  const reply = { member, kind, ownKey, ...amount, ...useOf(workspace, scope, now), isReplay: false };
  return remember(workspace, { operation: "limit", key, fingerprint }, reply);
}

function isSameScope(a: ModelScope, b: ModelScope): boolean {
  return a.member === b.member && a.kind === b.kind && a.ownKey === b.ownKey && a.unit === b.unit;
}
