import { checkSum } from "./amount.ts";
import { type Book, isOfPeriod, lotOf } from "./book.ts";
import { splitRefund } from "./burn-order.ts";
import { putLot, takeNumber } from "./change-book.ts";
import { countSpent } from "./end-hold.ts";
import { invariant } from "./errors.ts";
import type { Hold } from "./hold.ts";
import { countForLimits } from "./limits.ts";
import { newLot, reversedFirst, sumOfGrants } from "./lot.ts";
import { post } from "./post.ts";
import { countRefund } from "./usage-slot.ts";

/** What became of a refund: the hold after it, and the goodwill lot for the part whose lot was dead. */
export type RefundPlan = {
  readonly hold: Hold;
  readonly goodwill: { readonly lot: bigint; readonly credits: bigint } | null;
};

type RefundRequest = { readonly credits: bigint; readonly actor: string; readonly reason: string };

/**
 * Gives back some of a settled charge, the last drawn first: to the lot that paid if it is alive, else as one goodwill
 * lot that expires at the next reset and names the action; a dead lot stays as it was. Asked for at most what is left
 * of the charge.
 */
export function planRefund(book: Book, hold: Hold, { credits, actor, reason }: RefundRequest): RefundPlan {
  const charged = hold.end?.charged ?? 0n;
  const refunded = hold.refunded + credits;
  invariant(credits > 0n && refunded <= charged, `action ${hold.number} can not be refunded ${credits}`);
  const parts = splitRefund(hold.draws, { charged, refundedBefore: hold.refunded, credits });
  const returned = parts.filter(({ lot }) => isAlive(book, lot));
  const rest = credits - returned.reduce((sum, { credits: back }) => sum + back, 0n);
  if (rest > 0n) checkSum(sumOfGrants(book.lots.values()), rest);
  const line = { cause: "refund", hold: hold.number, actor, reason } as const;
  let part = hold.refundLines;
  for (const { lot, credits: back } of returned) {
    if (isOfPeriod(book, hold)) countSpent(book, lot, -back);
    const reversed = reversedFirst(lotOf(book, lot), back);
    for (const [to, moved] of [
      ["reversed", reversed],
      ["available", back - reversed],
    ] as const) {
      post(book, { ...line, lot, from: "spent", to, credits: moved, part });
      if (moved > 0n) part += 1;
    }
  }
  const goodwill = rest === 0n ? null : { lot: goodwillLot(book, hold, rest), credits: rest };
  if (goodwill) {
    post(book, { ...line, lot: goodwill.lot, from: null, to: "available", credits: rest, part });
    part += 1;
  }
  countRefund(book, hold, credits);
  countForLimits(book, hold, { hold: "ended", used: { credits: -credits } });
  const after: Hold = { ...hold, refunded, refundLines: part };
  book.holds.set(hold.number, after);
  book.changes.actionRefunds ??= new Map();
  book.changes.actionRefunds.set(hold.number, { number: hold.number, refunded, refundLines: part });
  return { hold: after, goodwill };
}

/** Lots that are not in an advanced book are dead: it has every living one. */
function isAlive(book: Book, lot: bigint): boolean {
  return book.lots.get(lot)?.expiredAt === null;
}

function goodwillLot(book: Book, hold: Hold, credits: bigint): bigint {
  const { account, now } = book;
  invariant(account.period !== null, "the book was not advanced");
  const number = takeNumber(book);
  const lot = newLot({ number, source: "goodwill", credits, startsAt: now, expiresAt: account.period.end }, null);
  putLot(book, { ...lot, refundOf: hold.number });
  return number;
}
