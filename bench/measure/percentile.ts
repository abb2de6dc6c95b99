/**
 * The nearest-rank percentile of unordered values: the smallest one that at least `percent` of 100 of them do not
 * exceed. Null where there are none.
 */
export function percentile(values: Iterable<number>, percent: number): number | null {
  const ascending = Float64Array.from(values).sort();
  const rank = Math.max(Math.ceil((percent / 100) * ascending.length), 1);
  return ascending[rank - 1] ?? null;
}

/** The middle value, or the mean of the two in the middle. Null where there are none. */
export function median(values: Iterable<number>): number | null {
  const ascending = Float64Array.from(values).sort();
  const upper = ascending[ascending.length >> 1];
  const lower = ascending[(ascending.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
