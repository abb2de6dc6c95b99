import type { Action } from "@dokly/contract";

/**
 * Until when a member can take a small edit of theirs back with its charge, in milliseconds since 1970; null where they
 * can not. The server says until when it is possible at all; only who ran the edit is offered it.
 */
export function undoUntil(action: Pick<Action, "undoUntil" | "member">, member: string): number | null {
  return action.undoUntil === null || action.member?.id !== member ? null : Date.parse(action.undoUntil);
}
