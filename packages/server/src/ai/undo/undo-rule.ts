import { type Action, type ActionKind, actionKinds, inputOfKind } from "@dokly/contract";
import { confirmationCredits } from "@dokly/credits";

/** How long after its end an edit can be taken back with its charge. */
export const undoMs = 600_000;

function isEdit(kind: string): boolean {
  const known = actionKinds.find((one): one is ActionKind => one === kind);
  return known !== undefined && inputOfKind[known] !== "brief";
}

/**
 * Until when an action can be taken back with its charge; null where it can not, whoever asks. A page of a run of pages
 * is no small edit: it is looked through before it is taken.
 */
export function undoUntil(action: Omit<Action, "undoUntil">): Date | null {
  const isSmall = action.estimate !== null && action.estimate.high < Number(confirmationCredits);
  const isWhole = action.status === "succeeded" && action.charged > 0 && action.refunded === 0;
  if (!isSmall || !isWhole || action.group !== null || !isEdit(action.kind) || action.endedAt === null) return null;
  return new Date(Date.parse(action.endedAt) + undoMs);
}
