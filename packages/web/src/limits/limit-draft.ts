import type { PutLimitBody, UsageLimit } from "@dokly/contract";

/** A limit as it stands in its form; "" is everybody, or all actions. */
export type LimitDraft = {
  readonly member: string;
  readonly kind: string;
  readonly mode: UsageLimit["mode"];
  readonly credits: number | string;
};

export const emptyLimitDraft: LimitDraft = { member: "", kind: "", mode: "hard", credits: "" };

export function draftOf(limit: UsageLimit): LimitDraft {
  return { member: limit.member?.id ?? "", kind: limit.kind ?? "", mode: limit.mode, credits: limit.credits };
}

/** What is still wrong with a draft; null where it can be saved. */
export function draftProblem({ member, kind, credits }: LimitDraft): "needsOne" | "needsCredits" | null {
  if (member === "" && kind === "") return "needsOne";
  return typeof credits === "number" && Number.isSafeInteger(credits) && credits >= 0 ? null : "needsCredits";
}

/** What is sent for a draft; null while it can not be saved. */
export function bodyOf(draft: LimitDraft): PutLimitBody | null {
  const { member, kind, mode, credits } = draft;
  if (draftProblem(draft) !== null || typeof credits !== "number") return null;
  return { member: member === "" ? null : member, kind: kind === "" ? null : kind, mode, credits };
}

/** Whether a limit counts the same actions as a draft, so that saving the draft replaces it. */
export function isSameScope(limit: UsageLimit, draft: LimitDraft): boolean {
  return (limit.member?.id ?? "") === draft.member && (limit.kind ?? "") === draft.kind;
}

type LimitState = "free" | "near" | "reached";

/** From this share of a limit on it is shown as near its end, in per cent. */
const nearPercent = 80;

/** How far a limit is used: a limit of 0 is reached before anything runs. What is held counts, for it may be charged. */
export function limitState({ used, reserved, credits }: Pick<UsageLimit, "used" | "reserved" | "credits">): {
  readonly percent: number;
  readonly state: LimitState;
} {
  const taken = used + reserved;
  const percent = credits === 0 ? 100 : Math.min(100, Math.floor((taken / credits) * 100));
  if (taken >= credits) return { percent: 100, state: "reached" };
  return { percent, state: percent >= nearPercent ? "near" : "free" };
}
