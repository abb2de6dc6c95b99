import type { Balance } from "@dokly/contract";

/** The parts of a bucket that its bar shows, in the order in which they are drawn. */
export const meterPartNames = ["spent", "held", "available"] as const;
export type MeterPartName = (typeof meterPartNames)[number];

export type MeterPart = {
  readonly name: MeterPartName;
  /** Whole credits. */
  readonly credits: number;
  /** Whole per cent of the bucket; the three add up to 100, or are all 0 in an empty bucket. */
  readonly percent: number;
  /** Width in the bar, in per cent: like `percent`, but what exists can always be seen. */
  readonly width: number;
};

type MeterFigures = Pick<Balance, "spent" | "held" | "available">;

/** A part that exists is drawn at least this wide, so that one held credit of 10,000 can be seen. */
const widthMin = 1.5;

/**
 * Cuts the bucket into its parts. Never NaN (a bucket of 0 gives zeros) and never above 100 in sum.
 *
 * @example
 * meterParts({ spent: 1, held: 1, available: 1 }).map((part) => part.percent) // [34, 33, 33]
 */
export function meterParts(figures: MeterFigures): readonly MeterPart[] {
  const credits = meterPartNames.map((name) => figures[name]);
  const percents = wholePercents(credits);
  const widths = visibleWidths(credits);
  return meterPartNames.map((name, at) => ({
    name,
    credits: credits[at] ?? 0,
    percent: percents[at] ?? 0,
    width: widths[at] ?? 0,
  }));
}

/** What the bar as a whole stands for: everything granted that is alive, in whole credits. */
export function meterTotal(figures: MeterFigures): number {
  return figures.spent + figures.held + figures.available;
}

/**
 * Whole per cents that add up to 100: rounded down, the rest goes to the largest remainders (the first, where equal).
 */
export function wholePercents(parts: readonly number[]): readonly number[] {
  const total = sum(parts);
  if (total === 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / total) * 100);
  const whole = exact.map(Math.floor);
  const byRemainder = exact
    .map((value, at) => ({ at, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.at - b.at);
  const missing = 100 - sum(whole);
  for (const { at } of byRemainder.slice(0, missing)) whole[at] = (whole[at] ?? 0) + 1;
  return whole;
}

/**
 * Widths in per cent that add up to 100; small parts are widened to `widthMin` at the cost of the others, in
 * proportion.
 */
function visibleWidths(parts: readonly number[]): readonly number[] {
  const total = sum(parts);
  if (total === 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / total) * 100);
  const isThin = exact.map((width) => width > 0 && width < widthMin);
  const thinCount = isThin.filter(Boolean).length;
  const wide = sum(exact.filter((_, at) => !isThin[at]));
  const room = 100 - thinCount * widthMin;
  return exact.map((width, at) => (isThin[at] ? widthMin : (width / wide) * room));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
