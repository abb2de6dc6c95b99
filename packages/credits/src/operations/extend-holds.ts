import { operationId } from "../domain/book.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatLocalId } from "../domain/local-id.ts";
import type { ExtendedHolds, ExtendHolds } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { holdOf } from "./end-of-hold.ts";
import { moveDeadline } from "./extend-hold.ts";
import { checkDeadlineMs } from "./place-hold.ts";
import { linkedOperation } from "./place-holds.ts";

/** The command of `extendHolds`; fails at once where the input can not be right. */
export function extendHoldsCommand(input: ExtendHolds): Command<ExtendedHolds> {
  const workspace = checkWorkspace(input.workspace);
  const key = checkText(input.key, "key");
  const deadlineMs = checkDeadlineMs(input.deadlineMs);
  return {
    workspace,
    isUrgent: true,
    holds: [],
    // With the stored operation its holds are loaded.
    operation: { operation: linkedOperation, key },
    rows: 100,
    plan: (book) => {
      const linked = book.operations.get(operationId(linkedOperation, key));
      const holds = linked?.subjects.map((number) => holdOf(book, number, input)) ?? [];
      const [first] = holds;
      if (!first) throw new CreditsError("hold-not-found", { hold: `with the key "${key}"` });
      const running = holds.filter(({ state }) => state === "held");
      const idOf = (number: bigint): string => formatLocalId("hold", workspace, number);
      if (running.length === 0 && first.state !== "held") {
        throw new CreditsError("hold-ended", { hold: idOf(first.number), state: first.state });
      }
      const deadline = moveDeadline(book, running, deadlineMs);
      return { deadline, holds: running.map(({ number }) => idOf(number)) };
    },
  };
}
