import type { Action } from "@dokly/contract";
import type { Credits, WorkspaceId } from "@dokly/credits";
import { ProblemError } from "../../http/problem-error.ts";
import { undoUntil } from "./undo-rule.ts";
import type { Undo, UndoStore } from "./undo-store.ts";

/** How many a member can take back in a day (UTC). */
export const undosPerDay = 5;

type UndoDependencies = {
  readonly undos: UndoStore;
  readonly credits: Pick<Credits, "refund">;
  readonly readAction: (workspace: WorkspaceId, action: string) => Promise<Action>;
};

function requireUndoable(action: Action, now: Date): void {
  const until = undoUntil(action);
  if (until === null)
    throw new ProblemError(
      "undo-refused",
      "Only a finished edit that was charged, of less than 10 credits, can be taken back with its charge.",
    );
  if (now.getTime() >= until.getTime())
    throw new ProblemError("undo-refused", "An edit can be taken back with its charge for ten minutes only.");
}

/** Posts the refund of an intent and says so; done again, it changes nothing. */
async function refund(undo: Undo, { undos, credits }: UndoDependencies): Promise<void> {
  const { workspace, action, actor } = undo;
  const reason = "undone by its member";
  await credits.refund({ workspace, action, credits: undo.credits, reason, actor, key: `undo:${action}` });
  await undos.finish(undo);
}

/**
 * Takes a small edit back: its whole charge is refunded, once. Doing it again tells the same action.
 * @throws ProblemError `undo-refused` where it is too late, too large or never charged; `too-many-requests` after
 * five in a day
 */
export async function undoAction(
  asked: { readonly workspace: WorkspaceId; readonly action: Action; readonly member: string; readonly actor: string },
  deps: UndoDependencies,
): Promise<Action> {
  const { workspace, action, member, actor } = asked;
  if (!(await deps.undos.isUndone(workspace, action.id))) requireUndoable(action, new Date());
  const undo: Undo = { workspace, action: action.id, member, credits: BigInt(action.charged), actor };
  if (!(await deps.undos.intend(undo, { perDay: undosPerDay }))) {
    const dayMs = 86_400_000;
    const seconds = Math.ceil((dayMs - (Date.now() % dayMs)) / 1_000);
    throw new ProblemError(
      "too-many-requests",
      `You took back ${undosPerDay} edits today. From midnight UTC on you can take back more.`,
      {},
      { "retry-after": String(seconds) },
    );
  }
  await refund(undo, deps);
  return await deps.readAction(workspace, action.id);
}

/** Finishes what a dying server left between an intent and its refund; returns how many it finished. */
export async function recoverUndos(deps: Pick<UndoDependencies, "undos" | "credits">): Promise<number> {
  const open = await deps.undos.findOpen({ seconds: 30, limit: 100 });
  for (const undo of open) await refund(undo, { ...deps, readAction: () => Promise.reject(new Error("not asked")) });
  return open.length;
}
