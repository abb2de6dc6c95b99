import type { Book, Unpaid } from "../domain/book.ts";
import type { Catalog } from "../domain/catalog.ts";
import { storeOperation } from "../domain/change-book.ts";
import { planPayment } from "../domain/change-plan.ts";
import { formatLocalId } from "../domain/local-id.ts";
import type { PaymentState, SetUnpaid } from "../operator-types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkInstant, checkObject, checkOneOf, checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "set-unpaid";

/** The command of `setUnpaid`; fails at once where the input can not be right. */
export function setUnpaidCommand(input: SetUnpaid, catalog: Catalog): Command<PaymentState> {
  const workspace = checkWorkspace(input.workspace);
  const unpaid = checkUnpaid(input.unpaid, catalog);
  const reason = checkText(input.reason, "reason", 4_096);
  const actor = checkText(input.actor, "actor");
  const key = checkText(input.key, "key");
  const fingerprint = digestOf(JSON.stringify([unpaid]));
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: { operation, key },
    rows: 8,
    plan: (book) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) return stateOf(book, stored.subjects, { available: stored.available, isReplay: true });
      const before = book.available;
      const raised = planPayment(book, catalog, { unpaid, actor, reason });
      const moved = book.available - before - raised.granted;
      const subjects = [raised.lot ?? 0n, raised.granted, moved < 0n ? -moved : 0n, moved > 0n ? moved : 0n];
      storeOperation(book, { operation, key, fingerprint, subjects, available: book.available });
      return stateOf(book, subjects, { available: book.available, isReplay: false });
    },
  };
}

function checkUnpaid(value: SetUnpaid["unpaid"], catalog: Catalog): Unpaid | null {
  if (value === null) return null;
  checkObject(value, "unpaid");
  const names = catalog.plans.map(({ name }) => name);
  return { from: checkInstant(value.from, "unpaid.from"), plan: checkOneOf(value.plan, "unpaid.plan", names) };
}

/** The reply from what is stored of it: lot or 0, credits granted, taken back, given back. */
function stateOf(
  book: Book,
  [lot = 0n, granted = 0n, reversed = 0n, restored = 0n]: readonly bigint[],
  reply: Pick<PaymentState, "available" | "isReplay">,
): PaymentState {
  const id = lot === 0n ? null : formatLocalId("lot", book.account.workspace, lot);
  return { reversed, restored, lot: id, granted, ...reply };
}
