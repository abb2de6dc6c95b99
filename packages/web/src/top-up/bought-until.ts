import type { Balance, TopUpQuote } from "@dokly/contract";
import { isResetSoon } from "../meter/expiry.ts";

/** When credits bought now end. */
export type BoughtUntil = {
  /** An instant; null is never. */
  readonly expiresAt: string | null;
  /** Whether that is the reset. */
  readonly isReset: boolean;
  /** Whether it is so near that a top-up may be bought after it instead. */
  readonly isSoon: boolean;
};

/** When credits bought now end: as the quote says, and with the period where it does not. */
export function boughtUntil(
  quote: Pick<TopUpQuote, "expiresAt" | "warnings"> | undefined,
  { period }: Pick<Balance, "period">,
  now: Date,
): BoughtUntil {
  const expiresAt = quote?.expiresAt === undefined ? period.end : quote.expiresAt;
  const isReset = expiresAt !== null && Date.parse(expiresAt) === Date.parse(period.end);
  const isWarned = quote?.warnings.some(({ code }) => code === "reset-soon") ?? false;
  return { expiresAt, isReset, isSoon: isWarned || (isReset && isResetSoon(period.end, now)) };
}
