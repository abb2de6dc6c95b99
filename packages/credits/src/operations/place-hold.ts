import { checkCredits } from "../domain/amount.ts";
import type { Book } from "../domain/book.ts";
import { allocate } from "../domain/burn-order.ts";
import { putHold, storeOperation, takeNumber } from "../domain/change-book.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import { extensionMsMax, type Hold } from "../domain/hold.ts";
import { formatLocalId } from "../domain/local-id.ts";
import { post } from "../domain/post.ts";
import { pinPrices } from "../domain/rate-card.ts";
import { formatWorkspaceId } from "../domain/workspace-id.ts";
import type { ActionFacts, PlacedHold, PlaceHold } from "../types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkText } from "./check-input.ts";
import type { Command, PlanContext } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "hold";

/** The command of `placeHold`; fails at once where the input can not be right. */
export function placeHoldCommand(input: PlaceHold): Command<PlacedHold> {
  const workspace = checkWorkspace(input.workspace);
  const credits = checkCredits(input.credits, "credits", 0n);
  const key = checkText(input.key, "key");
  const fingerprint = digestOf(checkText(input.fingerprint, "fingerprint", 100_000));
  const actor = checkText(input.actor, "actor");
  const deadlineMs = checkDeadlineMs(input.deadlineMs);
  const facts = checkFacts(input.action);
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: { operation, key },
    rows: 6,
    plan: (book, context) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) return replayOf(book, stored);
      return planPlaceHold(book, context, { credits, key, fingerprint, actor, deadlineMs, facts });
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

function checkFacts(facts: ActionFacts): ActionFacts {
  checkText(facts.kind, "action.kind", 80);
  if (facts.member !== null) checkText(facts.member, "action.member");
  if (facts.model !== null) checkText(facts.model, "action.model", 128);
  if (facts.group !== null) checkText(facts.group, "action.group");
  if (facts.document !== null) {
    checkText(facts.document.path, "action.document.path", 4_096);
    if (facts.document.title !== "") checkText(facts.document.title, "action.document.title", 4_096);
  }
  if (facts.estimate !== null) {
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

type HoldRequest = {
  readonly credits: bigint;
  readonly key: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly deadlineMs: number;
  readonly facts: ActionFacts;
};

function planPlaceHold(book: Book, { catalog }: PlanContext, request: HoldRequest): PlacedHold {
  const { account, now, databaseNow } = book;
  const { credits, facts, actor } = request;
  if (account.isSuspended) {
    throw new CreditsError("workspace-suspended", { workspace: formatWorkspaceId(account.workspace) });
  }
  const prices = facts.model === null ? null : pinPrices(catalog, facts.model, now);
  const draws = allocate(book.lots.values(), credits, now);
  if (draws === null) {
    const { available } = book;
    throw new CreditsError("insufficient-credits", { needed: credits, available, shortfall: credits - available });
  }
  const hold: Hold = {
    number: takeNumber(book),
    credits,
    draws,
    state: "held",
    placedAt: databaseNow,
    deadline: new Date(databaseNow.getTime() + request.deadlineMs),
    end: null,
    kind: facts.kind,
    member: facts.member,
    startedAt: now,
    prices,
    refunded: 0n,
    refundLines: 0,
  };
  for (const [part, draw] of draws.entries()) {
    const line = { lot: draw.lot, credits: draw.credits, cause: "hold", hold: hold.number, part, actor } as const;
    post(book, { ...line, from: "available", to: "held" });
  }
  putHold(book, hold);
  book.changes.actionStarts.push({ number: hold.number, facts });
  const { key, fingerprint } = request;
  storeOperation(book, { operation, key, fingerprint, subjects: [hold.number], available: book.available });
  return placedOf(book, hold, { available: book.available, isReplay: false });
}

function replayOf(book: Book, stored: { subjects: readonly bigint[]; available: bigint }): PlacedHold {
  const [number] = stored.subjects;
  const hold = number === undefined ? undefined : book.holds.get(number);
  invariant(hold !== undefined, `the hold of a stored operation was not loaded: ${number}`);
  return placedOf(book, hold, { available: stored.available, isReplay: true });
}

function placedOf(book: Book, hold: Hold, reply: Pick<PlacedHold, "available" | "isReplay">): PlacedHold {
  const { workspace } = book.account;
  return {
    hold: formatLocalId("hold", workspace, hold.number),
    action: formatLocalId("act", workspace, hold.number),
    credits: hold.credits,
    state: hold.state,
    deadline: hold.deadline,
    ...reply,
  };
}
