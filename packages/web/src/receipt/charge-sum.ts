import type { Receipt } from "@dokly/contract";

export type ChargeLine = {
  readonly what: Receipt["lines"][number]["what"];
  readonly tokens: number;
  readonly nanoDollarsPerToken: bigint;
  /** tokens × price, computed here again. */
  readonly nanoDollars: bigint;
};

/** The arithmetic of a charge, computed again from the receipt's tokens and prices, step by step. */
export type ChargeSum = {
  readonly lines: readonly ChargeLine[];
  readonly costNanoDollars: bigint;
  readonly nanoDollarsPerCredit: bigint;
  /**
   * cost ÷ cost per credit as a decimal with up to four places, rounded down; `isExact` says whether anything was
   * cut.
   */
  readonly quotient: { readonly text: `${bigint}.${string}` | `${bigint}`; readonly isExact: boolean };
  /** The quotient rounded up to a whole credit; `isRounded` where it was none. */
  readonly roundedUp: bigint;
  readonly isRounded: boolean;
  /** The smallest charge is 1 credit: true when this raised it. */
  readonly isRaisedToOne: boolean;
  /** No charge is above its hold: true when the hold cut it. */
  readonly isCutToHold: boolean;
  readonly credits: bigint;
  /** Whether this sum gives, line by line and in the end, what the receipt says. */
  readonly agrees: boolean;
};

/**
 * credits = min(held, max(1, ⌈provider cost ÷ provider cost per credit⌉)), in integers throughout.
 *
 * @param held whole credits that were held for the action
 * @throws RangeError when the receipt has no price for a credit
 */
export function chargeSum(receipt: Receipt, held: number): ChargeSum {
  const perCredit = BigInt(receipt.nanoDollarsPerCredit);
  if (perCredit <= 0n) throw new RangeError("a receipt needs the provider cost of one credit");
  const lines = receipt.lines.map(({ what, tokens, nanoDollarsPerToken }) => ({
    what,
    tokens,
    nanoDollarsPerToken: BigInt(nanoDollarsPerToken),
    nanoDollars: BigInt(tokens) * BigInt(nanoDollarsPerToken),
  }));
  const cost = lines.reduce((all, line) => all + line.nanoDollars, 0n);
  const roundedUp = (cost + perCredit - 1n) / perCredit;
  const price = roundedUp < 1n ? 1n : roundedUp;
  const credits = price > BigInt(held) ? BigInt(held) : price;
  const areLinesRight = lines.every((line, at) => line.nanoDollars === BigInt(receipt.lines[at]?.nanoDollars ?? -1));
  return {
    lines,
    costNanoDollars: cost,
    nanoDollarsPerCredit: perCredit,
    quotient: quotientOf(cost, perCredit),
    roundedUp,
    isRounded: cost % perCredit !== 0n,
    isRaisedToOne: roundedUp < 1n,
    isCutToHold: price > BigInt(held),
    credits,
    agrees: areLinesRight && cost === BigInt(receipt.providerCostNanoDollars) && credits === BigInt(receipt.credits),
  };
}

function quotientOf(cost: bigint, perCredit: bigint): ChargeSum["quotient"] {
  const tenThousandths = (cost * 10_000n) / perCredit;
  const fraction = (tenThousandths % 10_000n).toString().padStart(4, "0").replace(/0+$/, "");
  const whole = tenThousandths / 10_000n;
  return {
    text: fraction === "" ? `${whole}` : `${whole}.${fraction}`,
    isExact: (cost * 10_000n) % perCredit === 0n,
  };
}
