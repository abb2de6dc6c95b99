const nanosPerDollar = 1_000_000_000n;

/** Provider cost in dollars, exact to the nano-dollar and with at least two places, as `$0.002504`. */
export function nanoDollarsText(nanoDollars: bigint, locale?: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: 9,
  });
  return format.format(decimalText(nanoDollars));
}

/** A price per token as the price of a million, as `$2.00`: 1 nano-dollar a token is a thousandth of a dollar a million. */
export function pricePerMillionText(nanoDollarsPerToken: bigint, locale?: string): string {
  return nanoDollarsText(nanoDollarsPerToken * 1_000_000n, locale);
}

/** Intl reads a decimal text exactly, where a number would be rounded to a float on the way. */
function decimalText(nanoDollars: bigint): `${number}` {
  const fraction = (nanoDollars % nanosPerDollar).toString().padStart(9, "0");
  return `${nanoDollars / nanosPerDollar}.${fraction}` as `${number}`;
}
