import { checkCredits } from "../domain/amount.ts";
import type { Book, StoredOperation } from "../domain/book.ts";
import { storeOperation } from "../domain/change-book.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { extensionMsMax } from "../domain/hold.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { takeHolds } from "../domain/take-holds.ts";
import type { ActionFacts, OwnKeyUse, PlacedHold, PlaceHold } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkObject, checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "hold";

/** The command of `placeHold`; fails at once where the input can not be right. */
export function placeHoldCommand(input: PlaceHold): Command<PlacedHold> {
  const workspace = checkWorkspace(input.workspace);
  const key = checkText(input.key, "key");
  const fingerprint = digestOf(checkText(input.fingerprint, "fingerprint", 100_000));
  const actor = checkText(input.actor, "actor");
  const deadlineMs = checkDeadlineMs(input.deadlineMs);
  const wanted = checkWanted(input, "");
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: { operation, key },
    rows: 6,
    plan: (book, { catalog }) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) return replayOf(book, stored);
      const request = { holds: [wanted], deadlineMs, isLinked: false, actor };
      const holds = takeHolds(book, catalog, request);
      const subjects = holds.map(({ number }) => number);
      const { available } = book;
      storeOperation(book, { operation, key, fingerprint, subjects, available });
      return placedOf(book, subjects, { available, isReplay: false });
    },
  };
}

/**
 * Checks how long a hold shall live from now; fails with `hold-limit` above an hour, with `invalid-argument` below a
 * millisecond.
 */
export function checkDeadlineMs(deadlineMs: unknown): number {
  if (typeof deadlineMs !== "number" || !Number.isInteger(deadlineMs) || deadlineMs < 1) {
    const allowed = `whole milliseconds from 1 to ${extensionMsMax}`;
    throw new CreditsError("invalid-argument", { what: "deadlineMs", value: String(deadlineMs), allowed });
  }
  if (deadlineMs <= extensionMsMax) return deadlineMs;
  throw new CreditsError("hold-limit", { limit: "extension", limitMs: extensionMsMax, askedMs: deadlineMs });
}

/** Checks one hold that is asked for; `field` comes before the names of what is wrong. */
export function checkWanted(
  { credits, action, ownKey }: Pick<PlaceHold, "credits" | "action" | "ownKey">,
  field: string,
) {
  const wanted = { credits: checkCredits(credits, `${field}credits`, 0n), action: checkFacts(action) };
  return { ...wanted, ownKey: ownKey ? checkOwnKey(ownKey, wanted, field) : null };
}

/** On its own key a workspace pays the provider, who asks a price for the model: no credits are held for that. */
function checkOwnKey(
  ownKey: OwnKeyUse,
  { credits, action }: { readonly credits: bigint; readonly action: ActionFacts },
  field: string,
): OwnKeyUse {
  const id = checkText(ownKey.id, `${field}ownKey.id`);
  const nanoDollars = checkCredits(ownKey.nanoDollars, `${field}ownKey.nanoDollars`, 0n);
  if (credits !== 0n) {
    const allowed = "0 on a key of the workspace's own";
    throw new CreditsError("invalid-amount", { what: `${field}credits`, value: `${credits}`, allowed });
  }
  if (action.model !== null) return { id, nanoDollars };
  const allowed = "a priced model, on a key of the workspace's own";
  throw new CreditsError("invalid-argument", { what: `${field}action.model`, value: "null", allowed });
}

/** Checks what the log shall keep of an action. */
export function checkFacts(facts: ActionFacts): ActionFacts {
  checkObject(facts, "action");
  checkText(facts.kind, "action.kind", 80);
  if (facts.member !== null) checkText(facts.member, "action.member");
  if (facts.model !== null) checkText(facts.model, "action.model", 128);
  if (facts.group !== null) checkText(facts.group, "action.group");
  if (typeof facts.isDemo !== "boolean") {
    const value = String(facts.isDemo);
    throw new CreditsError("invalid-argument", { what: "action.isDemo", value, allowed: "true or false" });
  }
  if (facts.document !== null) {
    checkObject(facts.document, "action.document");
    checkText(facts.document.path, "action.document.path", 4_096);
    if (facts.document.title !== "") checkText(facts.document.title, "action.document.title", 4_096);
  }
  if (facts.estimate !== null) {
    checkObject(facts.estimate, "action.estimate");
    checkCredits(facts.estimate.low, "action.estimate.low", 0n);
    checkCredits(facts.estimate.high, "action.estimate.high", 0n);
    if (facts.estimate.low > facts.estimate.high) {
      const allowed = `at most the high end, ${facts.estimate.high}`;
      throw new CreditsError("invalid-amount", {
        what: "action.estimate.low",
        value: `${facts.estimate.low}`,
        allowed,
      });
    }
  }
  return facts;
}

function replayOf(book: Book, { subjects, available }: StoredOperation): PlacedHold {
  return placedOf(book, subjects, { available, isReplay: true });
}

function placedOf(
  book: Book,
  subjects: readonly bigint[],
  reply: Pick<PlacedHold, "available" | "isReplay">,
): PlacedHold {
  const [hold] = subjects.map((number) => placedHoldOf(book, number));
  invariant(hold !== undefined, "a stored operation has its hold");
  return { ...hold, ...reply };
}

/** A hold that an operation of this book took, as its caller sees it now. */
export function placedHoldOf(book: Book, number: bigint): Omit<PlacedHold, "available" | "isReplay"> {
  const { workspace } = book.account;
  const hold = book.holds.get(number);
  invariant(hold !== undefined, `the hold of a stored operation was not loaded: ${number}`);
  return {
    hold: formatLocalId("hold", workspace, number),
    action: formatLocalId("act", workspace, number),
    credits: hold.credits,
    state: hold.state,
    deadline: hold.deadline,
  };
}
