import { putHold } from "../domain/change-book.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { holdLifetimeMsMax } from "../domain/hold.ts";
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
      const deadline = new Date(book.databaseNow.getTime() + deadlineMs);
      const askedMs = deadline.getTime() - hold.placedAt.getTime();
      if (askedMs > holdLifetimeMsMax) {
        throw new CreditsError("hold-limit", { limit: "lifetime", limitMs: holdLifetimeMsMax, askedMs });
      }
      invariant(askedMs > 0, `hold ${number} would end before it began`);
      putHold(book, { ...hold, deadline });
      return { deadline };
    },
  };
}
