const nanosPerDollar = 1_000_000_000n;

type MoneyStyle = {
  /** Decimal places that are always written, so that a column lines up; more follow where the amount has them. */
  readonly places?: number;
  readonly locale?: string | undefined;
};

/** Provider cost in dollars, exact to the nano-dollar and with at least two places, as `$0.002504`. */
export function nanoDollarsText(nanoDollars: bigint, { places = 2, locale }: MoneyStyle = {}): string {
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: places,
    maximumFractionDigits: 9,
  });
  return format.format(decimalText(nanoDollars));
}

/**
 * A price per token as the price of a million, as `$2.00`: 1 nano-dollar a token is a thousandth of a dollar a
 * million.
 */
export function pricePerMillionText(nanoDollarsPerToken: bigint, locale?: string): string {
  return nanoDollarsText(nanoDollarsPerToken * 1_000_000n, { locale });
}

/** The places that the longest of these amounts needs, 2 to 9: what makes a column of them line up. */
export function placesOf(amounts: readonly bigint[]): number {
  const needed = amounts.map(
    (amount) =>
      decimalText(amount)
        .replace(/^\d+\./, "")
        .replace(/0+$/, "").length,
  );
  return Math.max(2, ...needed);
}

/** Intl reads a decimal text exactly, where a number would be rounded to a float on the way. */
function decimalText(nanoDollars: bigint): `${number}` {
  const fraction = (nanoDollars % nanosPerDollar).toString().padStart(9, "0");
  return `${nanoDollars / nanosPerDollar}.${fraction}` as `${number}`;
}
