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
