import type { MarginRow } from "@dokly/contract";

const nanoPerUnit = 1_000_000_000;

/** Billionths of a currency as money, with four places below one unit: `$0.0316`, `$12.40`. */
export function nanoMoneyText(nano: number, currency: string, locale?: string): string {
  const amount = nano / nanoPerUnit;
  const places = Math.abs(amount) < 1 ? 4 : 2;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currency.toUpperCase(),
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: places,
  }).format(amount);
}

/** All rows together. What costs whoever runs this Dokly nothing is not among the costs. */
export function marginTotal(rows: readonly MarginRow[]) {
  const total = { actions: 0, credits: 0, priceNano: 0, costNano: 0, marginNano: 0 };
  for (const row of rows) {
    total.actions += row.actions;
    total.credits += row.charged - row.refunded;
    total.priceNano += row.priceNano;
    total.costNano += row.isDemo || row.isOwnKey ? 0 : row.costNano;
    total.marginNano += row.marginNano;
  }
  return total;
}
