import type { Random } from "./random.ts";

/**
 * Draws ranks from 0 to `size` - 1, where rank k comes with a weight of 1 / (k + 1) ^ exponent: a few are asked for
 * very often, most rarely. Rank 0 is the most frequent.
 */
export function zipfSampler(size: number, exponent: number, random: Random): () => number {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`size is ${size}; allowed: a whole number from 1`);
  const cumulative = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank += 1) {
    sum += 1 / (rank + 1) ** exponent;
    cumulative[rank] = sum;
  }
  return () => firstAbove(cumulative, random() * sum);
}

/** The first place whose value is above a number, by halves; the last one where none is. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
