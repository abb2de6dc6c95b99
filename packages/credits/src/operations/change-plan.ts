import { checkCredits } from "../domain/amount.ts";
import type { Book } from "../domain/book.ts";
import type { Catalog } from "../domain/catalog.ts";
import { storeOperation } from "../domain/change-book.ts";
import { type PlanRise, planAnchorMove, planChangeAtReset, planChangeNow, resetFrom } from "../domain/change-plan.ts";
import { CreditsError } from "../domain/errors.ts";
import { formatLocalId } from "../domain/local-id.ts";
import type { ChangedPlan, ChangePlan } from "../operator-types.ts";
import { checkWorkspace } from "./check-id.ts";
import { checkInstant, checkOneOf, checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

const operation = "change-plan";

/** The command of `changePlan`; fails at once where the input can not be right. */
export function changePlanCommand(input: ChangePlan, catalog: Catalog): Command<ChangedPlan> {
  const workspace = checkWorkspace(input.workspace);
  const names = catalog.plans.map(({ name }) => name);
  const plan = checkOneOf(input.plan, "plan", names);
  const when = checkOneOf(input.when, "when", ["now", "reset"]);
  const monthlyCredits =
    input.monthlyCredits === undefined ? null : checkCredits(input.monthlyCredits, "monthlyCredits", 0n);
  const anchor = checkInstantFor(input, "anchor", "now");
  const from = checkInstantFor(input, "notBefore", "reset");
  const actor = checkText(input.actor, "actor");
  const key = checkText(input.key, "key");
  const number = monthlyCredits === null ? null : `${monthlyCredits}`;
  const fingerprint = digestOf(JSON.stringify([plan, when, number, anchor, ...(from === null ? [] : [from])]));
  const change = (book: Book): PlanRise => {
    const choice = { plan, monthlyCredits };
    if (anchor !== null) return planAnchorMove(book, catalog, { choice, anchor, actor });
    if (when === "now") return planChangeNow(book, catalog, choice, actor);
    planChangeAtReset(book, { ...choice, from });
    return { lot: null, granted: 0n };
  };
  return {
    workspace,
    isUrgent: false,
    holds: [],
    operation: { operation, key },
    rows: 8,
    plan: (book) => {
      const stored = findOperation(book, { operation, key, fingerprint });
      if (stored) return changedOf(book, stored.subjects, { available: stored.available, isReplay: true });
      const { lot, granted } = change(book);
      const { available } = book;
      const inForceAt = when === "now" ? book.now : resetFrom(book, from);
      const subjects = [lot ?? 0n, granted, BigInt(inForceAt.getTime())];
      storeOperation(book, { operation, key, fingerprint, subjects, available });
      return changedOf(book, subjects, { available, isReplay: false });
    },
  };
}

/** An instant that only one `when` takes: the anchor moves by ending the period, which nobody can mean at its end. */
function checkInstantFor(input: ChangePlan, what: "anchor" | "notBefore", when: ChangePlan["when"]): Date | null {
  const value = input[what];
  if (value === undefined) return null;
  const at = checkInstant(value, what);
  if (input.when === when) return at;
  throw new CreditsError("invalid-argument", { what, value: at.toISOString(), allowed: `only with when "${when}"` });
}

/** The reply from what is stored of it: lot or 0, credits granted, milliseconds of the instant of force. */
function changedOf(
  book: Book,
  [lot = 0n, granted = 0n, inForce = 0n]: readonly bigint[],
  reply: Pick<ChangedPlan, "available" | "isReplay">,
): ChangedPlan {
  const id = lot === 0n ? null : formatLocalId("lot", book.account.workspace, lot);
  return { inForceAt: new Date(Number(inForce)), lot: id, granted, ...reply };
}
