import type { TopUpWarning } from "@dokly/contract";
import type { Catalog } from "@dokly/credits";

/** Credits that are bought this shortly before the reset may go to waste. */
const warningMs = 72 * 3_600_000;

/** What a person should know before buying: a sum that can not be charged, credits that soon expire. */
export function warningsOf(input: {
  readonly catalog: Catalog;
  readonly priceCents: bigint;
  /** When the credits would expire; null where nobody asked for a workspace. */
  readonly reset: Date | null;
  readonly now: Date;
}): TopUpWarning[] {
  const { catalog, priceCents, reset, now } = input;
  const { smallestChargeCents = 0n, currency } = catalog;
  const warnings: TopUpWarning[] = [];
  if (priceCents < smallestChargeCents) {
    const smallest = formatMoney(smallestChargeCents, currency);
    const message = `The payment provider takes ${smallest} or more at once, so that a smaller order can not be paid.`;
    warnings.push({ code: "below-minimum", message });
  }
  const left = reset === null ? warningMs : reset.getTime() - now.getTime();
  if (left < warningMs) {
    const hours = Math.max(1, Math.floor(left / 3_600_000));
    const message = `These credits expire at the reset, in ${hours === 1 ? "an hour" : `${hours} hours`}.`;
    warnings.push({ code: "reset-soon", message });
  }
  return warnings;
}

/** Money for a sentence, as `$0.50`. */
export function formatMoney(cents: bigint, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: currency.toUpperCase() });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const units = 10n ** BigInt(digits);
  const fraction = digits === 0 ? "" : `.${(cents % units).toString().padStart(digits, "0")}`;
  return format.format(`${cents / units}${fraction}` as Intl.StringNumericLiteral);
}
