import type { TopUpWarning } from "@dokly/contract";
import type { Catalog } from "@dokly/credits";
import { formatMoney } from "./format-money.ts";

/** Credits that are bought this shortly before the reset may go to waste. */
const warningMs = 72 * 3_600_000;

/** What a person should know before buying: a sum that can not be charged, credits that soon expire. */
export function warningsOf(input: {
  readonly catalog: Catalog;
  readonly priceCents: bigint;
  /** When the credits would expire; null where nobody asked for a workspace. */
  readonly expiresAt: Date | null;
  readonly now: Date;
}): TopUpWarning[] {
  const { catalog, priceCents, expiresAt, now } = input;
  const { smallestChargeCents = 0n, currency } = catalog;
  const warnings: TopUpWarning[] = [];
  if (priceCents < smallestChargeCents) {
    const smallest = formatMoney(smallestChargeCents, currency);
    const message = `The payment provider takes ${smallest} or more at once, so that a smaller order can not be paid.`;
    warnings.push({ code: "below-minimum", message });
  }
  const left = expiresAt === null ? warningMs : expiresAt.getTime() - now.getTime();
  if (left < warningMs) {
    const hours = Math.max(1, Math.floor(left / 3_600_000));
    const message = `These credits expire at the reset, in ${hours === 1 ? "an hour" : `${hours} hours`}.`;
    warnings.push({ code: "reset-soon", message });
  }
  return warnings;
}
