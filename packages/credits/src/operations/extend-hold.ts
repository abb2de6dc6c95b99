import type { Book } from "../domain/book.ts";
import { putHold } from "../domain/change-book.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { type Hold, holdLifetimeMsMax } from "../domain/hold.ts";
import type { ExtendHold } from "../types.ts";
import { checkHold, checkWorkspace } from "./check-id.ts";
import type { Command } from "./command.ts";
import { holdOf } from "./end-of-hold.ts";
import { checkDeadlineMs } from "./place-hold.ts";

/** The command of `extendHold`; fails at once where the input can not be right. */
export function extendHoldCommand(input: ExtendHold): Command<{ deadline: Date }> {
  const workspace = checkWorkspace(input.workspace);
  const number = checkHold(workspace, input.hold);
  const deadlineMs = checkDeadlineMs(input.deadlineMs);
  return {
    workspace,
    isUrgent: true,
    holds: [number],
    operation: null,
    rows: 2,
    plan: (book) => {
      const hold = holdOf(book, number, input);
      if (hold.state !== "held") throw new CreditsError("hold-ended", { hold: input.hold, state: hold.state });
      if (hold.isLinked) throw new CreditsError("hold-linked", { hold: input.hold });
      return { deadline: moveDeadline(book, [hold], deadlineMs) };
    },
  };
}

/** Gives running holds, taken at one instant, one deadline. Fails with `hold-limit` beyond their longest life. */
export function moveDeadline(book: Book, holds: readonly Hold[], deadlineMs: number): Date {
  const deadline = new Date(book.databaseNow.getTime() + deadlineMs);
  for (const { number, placedAt } of holds) {
    const askedMs = deadline.getTime() - placedAt.getTime();
    invariant(askedMs > 0, `hold ${number} would end before it began`);
    if (askedMs <= holdLifetimeMsMax) continue;
    throw new CreditsError("hold-limit", { limit: "lifetime", limitMs: holdLifetimeMsMax, askedMs });
  }
  for (const hold of holds) putHold(book, { ...hold, deadline });
  return deadline;
}
