import { checkCredits } from "../domain/amount.ts";
import type { Book } from "../domain/book.ts";
import { storeOperation } from "../domain/change-book.ts";
import { CreditsError } from "../domain/errors.ts";
import type { Hold } from "../domain/hold.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { planRefund } from "../domain/refund.ts";
import type { Refund, Refunded } from "../operator-types.ts";
import { checkAction, checkWorkspace } from "./check-id.ts";
import { checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "refund";

/** The command of `refund`; fails at once where the input can not be right. */
export function refundCommand(input: Refund): Command<Refunded> {
  const workspace = checkWorkspace(input.workspace);
  const number = checkAction(workspace, input.action);
  const credits = checkCredits(input.credits, "credits", 1n);
  const reason = checkText(input.reason, "reason", 4_096);
  const actor = checkText(input.actor, "actor");
  const key = checkText(input.key, "key");
  const fingerprint = digestOf(JSON.stringify([`${number}`, `${credits}`]));
  return {
    workspace,
    isUrgent: true,
    holds: [number],
    operation: { operation, key },
    rows: 6,
    plan: (book) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) return replayOf(book, stored);
      const hold = book.holds.get(number);
      if (!hold) throw new CreditsError("action-not-found", { action: input.action });
      checkBound(hold, input.action, credits);
      const { hold: after, goodwill } = planRefund(book, hold, { credits, actor, reason });
      const subjects = [number, after.refunded, goodwill?.lot ?? 0n, goodwill?.credits ?? 0n];
      const { available } = book;
      storeOperation(book, { operation, key, fingerprint, subjects, available });
      return refundedOf(book, subjects, { available, isReplay: false });
    },
  };
}

/** An action that is running, failed or was free has no charge, so that nothing of it can be given back. */
function checkBound(hold: Hold, action: string, asked: bigint): void {
  const charged = hold.end?.charged ?? 0n;
  if (hold.refunded + asked <= charged) return;
  throw new CreditsError("refund-above-charge", { action, charged, refunded: hold.refunded, asked });
}

function replayOf(book: Book, stored: { subjects: readonly bigint[]; available: bigint }): Refunded {
  return refundedOf(book, stored.subjects, { available: stored.available, isReplay: true });
}

/** The reply from what is stored of it: action, refunded so far, goodwill lot or 0, its credits. */
function refundedOf(
  book: Book,
  [number = 0n, refunded = 0n, lot = 0n, credits = 0n]: readonly bigint[],
  reply: Pick<Refunded, "available" | "isReplay">,
): Refunded {
  const { workspace } = book.account;
  const goodwill = lot === 0n ? null : { lot: formatLocalId("lot", workspace, lot), credits };
  return { action: formatLocalId("act", workspace, number), refunded, goodwill, ...reply };
}
