import type { Book } from "../domain/book.ts";
import { storeOperation } from "../domain/change-book.ts";
import { endHold, type HoldEnding } from "../domain/end-hold.ts";
import { CreditsError, invariant } from "../domain/errors.ts";
import type { Hold } from "../domain/hold.ts";
import { formatLocalId } from "../domain/local-id.ts";
import type { EndedHold } from "../types.ts";
import { checkHold, checkWorkspace } from "./check-id.ts";
import { checkText } from "./check-input.ts";
import type { Command } from "./command.ts";
import { digestOf, findOperation } from "./stored-operation.ts";

type EndRequest = {
  readonly workspace: string;
  readonly hold: string;
  readonly key?: string;
  readonly fingerprint?: string;
  readonly requestId?: string;
  readonly isUnpricedOnly?: boolean;
  readonly actor: string;
};

/** What the verb decides; refuses with an error. Asked only for a hold that is still running. */
type DecideEnd = (hold: Hold, id: string) => Pick<HoldEnding, "state" | "charge" | "nanoDollars" | "action">;

/**
 * The command of an end, of whatever kind (`asked`: its own part of the request, which its key stands for), with the
 * checks in the order of RULES R4.3: key, hold, the first end if there is one, and
 * only then what the verb itself refuses.
 */
export function endCommand(
  operation: "settle" | "release",
  input: EndRequest,
  { asked, decide }: { readonly asked: readonly unknown[]; readonly decide: DecideEnd },
): Command<EndedHold> {
  const workspace = checkWorkspace(input.workspace);
  const number = checkHold(workspace, input.hold);
  const actor = checkText(input.actor, "actor");
  if (input.requestId !== undefined) checkText(input.requestId, "requestId");
  const key = input.key === undefined ? null : checkText(input.key, "key");
  if (input.fingerprint !== undefined) checkText(input.fingerprint, "fingerprint", 100_000);
  // One key ends one hold, whatever the caller's fingerprint leaves out.
  const requestOf = (): string => `${number} ${input.fingerprint ?? JSON.stringify(asked, bigintAsText)}`;
  const fingerprint = key === null ? "" : digestOf(requestOf());
  return {
    workspace,
    isUrgent: true,
    holds: [number],
    operation: key === null ? null : { operation, key },
    rows: 6,
    plan: (book) => {
      const stored = key === null ? null : findOperation(book, { operation, key, fingerprint });
      const hold = holdOf(book, stored?.subjects[0] ?? number, input);
      if (stored) return endedOf(book, hold, { available: stored.available, isReplay: true });
      if (hold.end) return endedOf(book, hold, { available: hold.end.available, isReplay: true });
      const ending = decide(hold, input.hold);
      const ended = endHold(book, hold, { ...ending, endedAt: book.now, actor });
      const { available } = book;
      if (key !== null) storeOperation(book, { operation, key, fingerprint, subjects: [number], available });
      return endedOf(book, ended, { available, isReplay: false });
    },
  };
}

function bigintAsText(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}

/** A hold of the book; fails with `hold-not-found`, also for a priced one where only unpriced ones are meant. */
export function holdOf(book: Book, number: bigint, { isUnpricedOnly = false }: { isUnpricedOnly?: boolean }): Hold {
  const hold = book.holds.get(number);
  if (hold && !(isUnpricedOnly && hold.prices !== null)) return hold;
  throw new CreditsError("hold-not-found", { hold: formatLocalId("hold", book.account.workspace, number) });
}

function endedOf(book: Book, hold: Hold, reply: Pick<EndedHold, "available" | "isReplay">): EndedHold {
  const { workspace } = book.account;
  invariant(hold.state !== "held" && hold.end !== null, `hold ${hold.number} has not ended`);
  return {
    hold: formatLocalId("hold", workspace, hold.number),
    action: formatLocalId("act", workspace, hold.number),
    state: hold.state,
    charged: hold.end.charged,
    returned: hold.credits - hold.end.charged,
    ...reply,
  };
}
