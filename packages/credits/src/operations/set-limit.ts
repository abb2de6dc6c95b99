import { checkCredits } from "../domain/amount.ts";
import { storeOperation } from "../domain/change-book.ts";
import { changeSettings } from "../domain/change-settings.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { limitId, putLimit } from "../domain/limits.ts";
import type { Limit, SetLimit } from "../operator-types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "set-limit";

/** The command of `setLimit`; fails at once where the input can not be right. */
export function setLimitCommand(input: SetLimit): Command<Limit & { readonly isReplay: boolean }> {
  const workspace = checkWorkspace(input.workspace);
  const member = input.member === null ? null : checkText(input.member, "member");
  const kind = input.kind === null ? null : checkText(input.kind, "kind", 80);
  if (member === null && kind === null) {
    const allowed = "a member, a kind, or both";
    throw new CreditsError("invalid-argument", { what: "member", value: "null, and kind too", allowed });
  }
  const credits = input.credits === null ? null : checkCredits(input.credits, "credits", 0n);
  checkText(input.actor, "actor");
  const key = checkText(input.key, "key");
  const subject = { member, kind };
  const fingerprint = digestOf(JSON.stringify([member, kind, credits === null ? null : `${credits}`]));
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: { operation, key },
    limit: subject,
    rows: 3,
    plan: (book) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) {
        const [used = 0n, reserved = 0n] = stored.subjects;
        return { ...subject, credits, used, reserved, isReplay: true };
      }
      const counter = book.limits.get(limitId(subject));
      invariant(counter !== undefined, "the counters of a limit to be set were not loaded");
      const { used, reserved } = counter;
      putLimit(book, { ...counter, creditsMax: credits, isStored: true });
      if (!book.account.hasLimits) changeSettings(book, { hasLimits: true });
      const { available } = book;
      storeOperation(book, { operation, key, fingerprint, subjects: [used, reserved], available });
      return { ...subject, credits, used, reserved, isReplay: false };
    },
  };
}
