import type { Book } from "../domain/book.ts";
import { storeOperation } from "../domain/change-book.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { takeHolds } from "../domain/take-holds.ts";
import type { PlacedHolds, PlaceHolds } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkObject, checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { checkDeadlineMs, checkWanted, placedHoldOf } from "./place-hold.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

/** What `extendHolds` finds them by. */
export const linkedOperation = "holds";
const operation = linkedOperation;

/** The most holds that are taken at once: far more than a site has pages, far less than a batch takes. */
const linkedHoldsMax = 200;

/** The command of `placeHolds`; fails at once where the input can not be right. */
export function placeHoldsCommand(input: PlaceHolds): Command<PlacedHolds> {
  const workspace = checkWorkspace(input.workspace);
  const key = checkText(input.key, "key");
  const fingerprint = digestOf(checkText(input.fingerprint, "fingerprint", 100_000));
  const actor = checkText(input.actor, "actor");
  const deadlineMs = checkDeadlineMs(input.deadlineMs);
  const holds = checkHolds(input.holds);
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: { operation, key },
    rows: 6 * holds.length,
    plan: (book, { catalog }) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) return placedOf(book, stored.subjects, { available: stored.available, isReplay: true });
      const taken = takeHolds(book, catalog, { holds, deadlineMs, isLinked: true, actor });
      const subjects = taken.map(({ number }) => number);
      const { available } = book;
      storeOperation(book, { operation, key, fingerprint, subjects, available });
      return placedOf(book, subjects, { available, isReplay: false });
    },
  };
}

function checkHolds(holds: PlaceHolds["holds"]) {
  if (!Array.isArray(holds) || holds.length < 1 || holds.length > linkedHoldsMax) {
    const value = Array.isArray(holds) ? `${holds.length} of them` : typeof holds;
    throw new CreditsError("invalid-argument", { what: "holds", value, allowed: `1 to ${linkedHoldsMax} holds` });
  }
  return holds.map((wanted: PlaceHolds["holds"][number], index) => {
    checkObject(wanted, `holds[${index}]`);
    return checkWanted(wanted, `holds[${index}].`);
  });
}

/** Their deadline is that of those that run, which may have been moved; where all have ended, the last. */
function placedOf(
  book: Book,
  subjects: readonly bigint[],
  reply: Pick<PlacedHolds, "available" | "isReplay">,
): PlacedHolds {
  const holds = subjects.map((number) => placedHoldOf(book, number));
  const running = holds.filter(({ state }) => state === "held");
  const deadlines = (running.length > 0 ? running : holds).map(({ deadline }) => deadline.getTime());
  invariant(deadlines.length > 0, "linked holds are at least one");
  return {
    holds: holds.map(({ hold, action, credits, state }) => ({ hold, action, credits, state })),
    deadline: new Date(Math.max(...deadlines)),
    ...reply,
  };
}
