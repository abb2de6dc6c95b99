import type { Action } from "@dokly/contract";

/** What a row of the log says besides the wire's own tags. */
export type RowTag = Action["tags"][number] | "running" | "cancelled" | "not-charged" | "manual-refund";

export type RowFigures = {
  /** Only a failed action is struck through. */
  readonly isStruck: boolean;
  /** Whole credits that the action costs now: its charge, 0 after a failure, what is held while it runs. */
  readonly credits: number;
  readonly isHeld: boolean;
  /** Whole credits given back by hand after the charge. */
  readonly refundedByHand: number;
  readonly tags: readonly RowTag[];
};

/** How an action stands in the log: running shows its hold, a failure 0, a cancel before any output "not charged". */
export function rowFigures(action: Action): RowFigures {
  const isRunning = action.status === "running";
  const isNotCharged = action.status === "cancelled" && action.charged === 0;
  const tags: RowTag[] = [];
  if (isRunning) tags.push("running");
  if (action.status === "cancelled") tags.push("cancelled");
  if (isNotCharged) tags.push("not-charged");
  return {
    isStruck: action.status === "failed",
    credits: isRunning ? action.held : action.charged,
    isHeld: isRunning,
    refundedByHand: action.status === "failed" ? 0 : action.refunded,
    tags: [...tags, ...toldTags(action)],
  };
}

/** The wire's one "refunded" told apart: a failure returned everything by itself, a person gave back the rest. */
function toldTags({ status, tags }: Action): readonly RowTag[] {
  if (status === "failed") return tags;
  if (tags.includes("undone")) return tags.filter((tag) => tag !== "refunded");
  return tags.map((tag) => (tag === "refunded" ? "manual-refund" : tag));
}
