import { endOf } from "./lots.ts";
import { REUSED, remember, remembered, replay } from "./operations.ts";
import { periodOf } from "./periods.ts";
import { refundedOf } from "./questions.ts";
import type { Instant, ModelLimit, ModelReply, ModelWorkspace, Of } from "./state.ts";

type Subject = Pick<ModelLimit, "member" | "kind">;

/** Whether a limit is about such an action. */
export function counts(subject: Subject, action: { readonly member: string | null; readonly kind: string }): boolean {
  if (subject.member !== null && subject.member !== action.member) return false;
  return subject.kind === null || subject.kind === action.kind;
}

/** What the current period's actions have cost of a limit, less refunds, and what they hold of it. */
export function useOf(workspace: ModelWorkspace, subject: Subject, now: Instant) {
  const period = periodOf(workspace, now.business).key;
  const counted = workspace.holds.filter((hold) => hold.period === period && counts(subject, hold.action));
  let [used, reserved] = [0n, 0n];
  for (const hold of counted) {
    const end = endOf(hold, now);
    if (end === null) reserved += hold.credits;
    else used += end.charged - refundedOf(hold);
  }
  return { used, reserved };
}

/** The limits that refuse these holds, with what a refusal may tell; none: they fit, all together. */
export function refusingLimits(workspace: ModelWorkspace, holds: Of<"linked-holds">["holds"], now: Instant) {
  return workspace.limits.flatMap(({ credits: limit, ...subject }) => {
    const { used, reserved } = useOf(workspace, subject, now);
    const needed = holds.reduce((sum, { credits, action }) => sum + (counts(subject, action) ? credits : 0n), 0n);
    if (needed === 0n || used + reserved + needed <= limit) return [];
    return [{ ...subject, limit, used, reserved, needed }];
  });
}

export function setLimit(workspace: ModelWorkspace, request: Of<"limit">, now: Instant): ModelReply {
  const { member, kind, credits, key } = request;
  const fingerprint = JSON.stringify([member, kind, credits === null ? null : String(credits)]);
  const first = remembered(workspace, "limit", key, fingerprint);
  if (first === "reused") return REUSED;
  if (first !== null) return replay(first, {});
  const others = workspace.limits.filter((limit) => limit.member !== member || limit.kind !== kind);
  workspace.limits = credits === null ? others : [...others, { member, kind, credits }];
  const reply = { member, kind, credits, ...useOf(workspace, { member, kind }, now), isReplay: false };
  return remember(workspace, { operation: "limit", key, fingerprint }, reply);
}
