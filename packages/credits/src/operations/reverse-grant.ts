import { checkCredits } from "../domain/amount.ts";
import { storeOperation } from "../domain/change-book.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { planRestoration, planReversal, reversalDueOf } from "../domain/reverse-grant.ts";
import type { GrantReversal, ReverseGrant } from "../operator-types.ts";
import { checkLot, checkWorkspace } from "./check-id.ts";
import { checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

/** The command of `reverseGrant` or `restoreGrant`; fails at once where the input can not be right. */
export function reverseGrantCommand(operation: "reverse" | "restore", input: ReverseGrant): Command<GrantReversal> {
  const workspace = checkWorkspace(input.workspace);
  const lot = checkLot(workspace, input.lot);
  const paid = checkCredits(input.paidCents, "paidCents", 1n);
  const refunded = checkCredits(input.refundedCents, "refundedCents", 0n);
  if (refunded > paid) {
    const allowed = `at most what was paid, ${paid}`;
    throw new CreditsError("invalid-amount", { what: "refundedCents", value: `${refunded}`, allowed });
  }
  const reason = checkText(input.reason, "reason", 4_096);
  const actor = checkText(input.actor, "actor");
  const key = checkText(input.key, "key");
  const fingerprint = digestOf(JSON.stringify([`${lot}`, `${refunded}`, `${paid}`]));
  const id = formatLocalId("lot", workspace, lot);
  const replyOf = ([due = 0n, reversed = 0n]: readonly bigint[], available: bigint, isReplay: boolean) => {
    return { lot: id, due, reversed, outstanding: due - reversed, available, isReplay };
  };
  return {
    workspace,
    isUrgent: true,
    holds: [],
    lots: [lot],
    operation: { operation, key },
    rows: 4,
    plan: (book) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) return replyOf(stored.subjects, stored.available, true);
      const before = book.lots.get(lot);
      if (!before) throw new CreditsError("lot-not-found", { lot: input.lot });
      const due = reversalDueOf(before.granted, { refunded, paid });
      const change = operation === "reverse" ? planReversal : planRestoration;
      change(book, { lot, due, actor, reason });
      const { reversalDue = 0n, reversed = 0n } = book.lots.get(lot) ?? {};
      const subjects = [reversalDue, reversed];
      const { available } = book;
      storeOperation(book, { operation, key, fingerprint, subjects, available });
      return replyOf(subjects, available, false);
    },
  };
}
