import { type Book, isOfPeriod, lotOf } from "./book.ts";
import { splitDraws } from "./burn-order.ts";
import { putHold, putLot } from "./change-book.ts";
import { invariant } from "./errors.ts";
import type { ActionEnd, Hold } from "./hold.ts";
import { countForLimits } from "./limits.ts";
import { reversedFirst } from "./lot.ts";
import { post } from "./post.ts";
import type { TransferCause } from "./transfer.ts";
import { countUsage } from "./usage-slot.ts";

export type HoldEnding = {
  readonly state: "settled" | "released" | "expired";
  /** 0 to the hold's credits. */
  readonly charge: bigint;
  /** What the provider took on a key of the workspace's own, in nano-dollars; 0 on credits. */
  readonly nanoDollars: bigint;
  /** Business time of the end. */
  readonly endedAt: Date;
  readonly actor: string;
  readonly action: Pick<ActionEnd, "status" | "failure" | "requestId" | "usage">;
};

const returnCause = { settled: "return", released: "release", expired: "hold-expiry" } as const satisfies Record<
  HoldEnding["state"],
  TransferCause
>;

/**
 * Ends a running hold, whatever the reason: the one place that does. The charge falls on the first draws; the rest
 * returns to exactly
 * the lots it came from, the last drawn first, and expires at once where such a lot is dead. A reversal that is still
 * due takes it first.
 */
export function endHold(book: Book, hold: Hold, ending: HoldEnding): Hold {
  invariant(hold.state === "held", `hold ${hold.number} has ended before`);
  invariant(
    ending.charge >= 0n && ending.charge <= hold.credits,
    `hold ${hold.number} can not be charged ${ending.charge}`,
  );
  const parts = splitDraws(hold.draws, ending.charge);
  const { actor, endedAt } = ending;
  for (const { lot, part, charged } of parts) {
    post(book, { lot, from: "held", to: "spent", credits: charged, cause: "settle", hold: hold.number, part, actor });
    if (charged > 0n && isOfPeriod(book, hold)) countSpent(book, lot, charged);
  }
  for (const { lot, part, returned } of parts.toReversed()) {
    const reversed = reversedFirst(lotOf(book, lot), returned);
    const to = lotOf(book, lot).expiredAt ? "expired" : "available";
    const line = { lot, from: "held", hold: hold.number, cause: returnCause[ending.state], actor } as const;
    const written = { ...line, effectiveAt: endedAt };
    post(book, { ...written, to: "reversed", credits: reversed, part: parts.length + part });
    post(book, { ...written, to, credits: returned - reversed, part });
  }
  const used = { credits: ending.charge, "nano-dollars": ending.nanoDollars };
  countForLimits(book, hold, { hold: "ends", used });
  const end = { at: endedAt, charged: ending.charge, available: book.available };
  const ownKey = hold.ownKey && { ...hold.ownKey, cost: ending.nanoDollars };
  const ended: Hold = { ...hold, state: ending.state, end, ownKey };
  putHold(book, ended);
  const nanoDollars = ownKey?.cost ?? null;
  book.changes.actionEnds.push({
    number: hold.number,
    charged: ending.charge,
    nanoDollars,
    at: endedAt,
    ...ending.action,
  });
  if (ending.state === "settled") countUsage(book, hold, { charged: ending.charge, usage: ending.action.usage });
  return ended;
}

/** Counts what an action of the current period spent of a lot; less than 0 for what a refund returns to it. */
export function countSpent(book: Book, number: bigint, credits: bigint): void {
  const lot = lotOf(book, number);
  putLot(book, { ...lot, spentInPeriod: lot.spentInPeriod + credits });
}
