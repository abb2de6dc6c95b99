import { storeOperation } from "../domain/change-book.ts";
import { changeSettings } from "../domain/change-settings.ts";
import type { SetSuspended, Suspension } from "../operator-types.ts";
import { checkBoolean } from "./check-boolean.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "set-suspended";

/** The command of `setSuspended`; fails at once where the input can not be right. */
export function setSuspendedCommand(input: SetSuspended): Command<Suspension> {
  const workspace = checkWorkspace(input.workspace);
  const isSuspended = checkBoolean(input.isSuspended, "isSuspended");
  checkText(input.actor, "actor");
  const key = checkText(input.key, "key");
  const fingerprint = digestOf(`${isSuspended}`);
  return {
    workspace,
    isUrgent: true,
    holds: [],
    operation: { operation, key },
    rows: 2,
    plan: (book) => {
      // A request that comes late a second time leaves what was decided since.
      if (findOperation(book, { operation, key, fingerprint })) return { isSuspended, isReplay: true };
      changeSettings(book, { isSuspended });
      storeOperation(book, { operation, key, fingerprint, subjects: [], available: book.available });
      return { isSuspended, isReplay: false };
    },
  };
}
