import { checkCredits } from "../domain/amount.ts";
import { storeOperation } from "../domain/change-book.ts";
import { changeSettings } from "../domain/change-settings.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { type LimitScope, limitId } from "../domain/limit-scope.ts";
import { putLimit } from "../domain/limits.ts";
import type { Limit, SetLimit } from "../operator-types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { limitToView } from "./get-limits.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "set-limit";

/** The command of `setLimit`; fails at once where the input can not be right. */
export function setLimitCommand(input: SetLimit): Command<Limit & { readonly isReplay: boolean }> {
  const workspace = checkWorkspace(input.workspace);
  const { scope, limit } = checkLimit(input);
  checkText(input.actor, "actor");
  const key = checkText(input.key, "key");
  const fingerprint = digestOf(JSON.stringify([limitId(scope), limit === null ? null : `${limit}`]));
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: { operation, key },
    limit: scope,
    rows: 3,
    plan: (book) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) {
        const [used = 0n, reserved = 0n] = stored.subjects;
        return { ...limitToView({ ...scope, limit, used, reserved }), isReplay: true };
      }
      const counter = book.limits.get(limitId(scope));
      invariant(counter !== undefined, "the counters of a limit to be set were not loaded");
      const { used, reserved } = counter;
      putLimit(book, { ...counter, limit, isStored: true });
      if (!book.account.hasLimits) changeSettings(book, { hasLimits: true });
      const { available } = book;
      storeOperation(book, { operation, key, fingerprint, subjects: [used, reserved], available });
      return { ...limitToView({ ...scope, limit, used, reserved }), isReplay: false };
    },
  };
}

function checkLimit(input: SetLimit): { readonly scope: LimitScope; readonly limit: bigint | null } {
  const member = checkOptional(input.member, "member", 512);
  const kind = checkOptional(input.kind, "kind", 80);
  const ownKey = checkOptional(input.ownKey, "ownKey", 512);
  if ((ownKey === null) === (member === null && kind === null)) {
    const value = ownKey === null ? "null, and kind and ownKey too" : "named beside ownKey";
    throw new CreditsError("invalid-argument", {
      what: "member",
      value,
      allowed: "member, kind, both, or ownKey alone",
    });
  }
  const { credits, nanoDollars } = input;
  const hasOne = (credits === undefined) !== (nanoDollars === undefined);
  if (!hasOne || (ownKey !== null && nanoDollars === undefined)) {
    const allowed = ownKey === null ? "one of credits and nanoDollars" : "nanoDollars, where ownKey is named";
    throw new CreditsError("invalid-argument", {
      what: "limit",
      value: hasOne ? "credits" : "not one amount",
      allowed,
    });
  }
  const unit = credits === undefined ? "nano-dollars" : "credits";
  const amount = credits === undefined ? nanoDollars : credits;
  const what = credits === undefined ? "nanoDollars" : "credits";
  const limit = amount === null ? null : checkCredits(amount, what, 0n);
  return { scope: { member, kind, ownKey, unit }, limit };
}

function checkOptional(value: string | null | undefined, what: string, longest: number): string | null {
  return value === undefined || value === null ? null : checkText(value, what, longest);
}
