/** Money for a sentence, as `$0.50`. */
export function formatMoney(cents: bigint, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: currency.toUpperCase() });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const units = 10n ** BigInt(digits);
  const fraction = digits === 0 ? "" : `.${(cents % units).toString().padStart(digits, "0")}`;
  return format.format(`${cents / units}${fraction}` as Intl.StringNumericLiteral);
}
