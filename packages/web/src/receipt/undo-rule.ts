import { type Action, actionKinds, inputOfKind } from "@dokly/contract";

/** How long after its end an edit can be taken back with its charge, in milliseconds. */
const undoMs = 10 * 60 * 1000;
/** From this `high` on an action asks for a word first, and is no small edit any more. */
const confirmationCredits = 10;

type Undoable = Pick<Action, "kind" | "status" | "estimate" | "charged" | "refunded" | "endedAt" | "member">;

/**
 * Until when a member can take a small edit of theirs back with its charge, in milliseconds since 1970; null where they
 * can not. The server decides; this says when it is worth asking.
 */
export function undoUntil(action: Undoable, member: string): number | null {
  const kind = actionKinds.find((known) => known === action.kind);
  const isEdit = kind !== undefined && inputOfKind[kind] !== "brief";
  const isSmall = action.estimate !== null && action.estimate.high < confirmationCredits;
  const isWhole = action.status === "succeeded" && action.charged > 0 && action.refunded === 0;
  if (!isEdit || !isSmall || !isWhole || action.endedAt === null || action.member?.id !== member) return null;
  return Date.parse(action.endedAt) + undoMs;
}
