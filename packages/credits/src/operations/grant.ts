import { checkCredits, checkSum } from "../domain/amount.ts";
import type { Book } from "../domain/book.ts";
import { putLot, storeOperation, takeNumber } from "../domain/change-book.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { newLot, sumOfGrants } from "../domain/lot.ts";
import { post } from "../domain/post.ts";
import type { Grant, Granted } from "../operator-types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkInstant, checkOneOf, checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "grant";

/** The command of `grant`; fails at once where the input can not be right. */
export function grantCommand(input: Grant): Command<Granted> {
  const workspace = checkWorkspace(input.workspace);
  const source = checkOneOf(input.source, "source", ["top-up", "goodwill"]);
  const credits = checkCredits(input.credits, "credits", 1n);
  const key = checkText(input.key, "key");
  const reason = checkText(input.reason, "reason", 4_096);
  const actor = checkText(input.actor, "actor");
  const expiresAt = input.expiresAt === undefined ? null : checkInstant(input.expiresAt, "expiresAt");
  const fingerprint = digestOf(JSON.stringify([source, `${credits}`, expiresAt]));
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: { operation, key },
    rows: 4,
    plan: (book) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) return grantedOf(book, stored.subjects[0], { available: stored.available, isReplay: true });
      checkSum(sumOfGrants(book.lots.values()), credits);
      const number = planGrant(book, { source, credits, reason, actor, expiresAt });
      const { available } = book;
      storeOperation(book, { operation, key, fingerprint, subjects: [number], available });
      return grantedOf(book, number, { available, isReplay: false });
    },
  };
}

type GrantRequest = Pick<Grant, "source" | "credits" | "reason" | "actor"> & { readonly expiresAt: Date | null };

/** Makes one lot; without an expiry of its own it expires at the reset of the period in which it is granted. */
function planGrant(book: Book, { source, credits, reason, actor, expiresAt }: GrantRequest): bigint {
  const { account, now } = book;
  invariant(account.period !== null, "the book was not advanced");
  if (expiresAt !== null && expiresAt.getTime() <= now.getTime()) {
    const allowed = `an instant after ${now.toISOString()}`;
    throw new CreditsError("invalid-argument", { what: "expiresAt", value: expiresAt.toISOString(), allowed });
  }
  const number = takeNumber(book);
  putLot(book, newLot({ number, source, credits, startsAt: now, expiresAt: expiresAt ?? account.period.end }, null));
  post(book, { lot: number, from: null, to: "available", credits, cause: "grant", actor, reason });
  return number;
}

function grantedOf(book: Book, number: bigint | undefined, reply: Pick<Granted, "available" | "isReplay">): Granted {
  invariant(number !== undefined, "a grant makes a lot");
  return { lot: formatLocalId("lot", book.account.workspace, number), ...reply };
}
