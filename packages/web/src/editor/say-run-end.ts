import type { Action, ActionKind } from "@dokly/contract";
import { announce } from "../app/announcer.tsx";
import { strings } from "../strings/index.ts";
import { chargeFigures } from "./charge-figures.ts";

const words = strings.editor;

/** The name that people know a kind of action by; a kind that is newer than this app keeps its own. */
export const kindName = (kind: string): string =>
  Object.hasOwn(words.kinds, kind) ? words.kinds[kind as ActionKind].name : kind;

/** What happened to a failed action and what to do, without what it cost. */
export function failureSentence(action: Action): string {
  const { failure } = action;
  return failure === null ? "" : (words.failures[failure.code] ?? failure.message);
}

/** Says the end of a run to screen readers. */
export function sayRunEnd(action: Action): void {
  const { charged, returned } = chargeFigures(action);
  if (action.status === "succeeded") announce(words.said.ready(kindName(action.kind), charged, returned));
  else if (action.status === "cancelled") announce(words.review.stopped(charged));
  else announce(words.said.failed(failureSentence(action)));
}
