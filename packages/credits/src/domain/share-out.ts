/**
 * The credits to hold for each of several actions, so that all together stay within what a person agreed to. Where they
 * would be above it, each gives up its share; what the division leaves goes to the first ones.
 *
 * @param highs whole credits that each would hold
 * @param most whole credits for all of them together
 * @example shareOut([10n, 10n], 15n) // [8n, 7n]
 */
export function shareOut(highs: readonly bigint[], most: bigint): readonly bigint[] {
  const sum = highs.reduce((total, high) => total + high, 0n);
  if (sum <= most) return highs;
  const shares = highs.map((high) => (high * most) / sum);
  let left = most - shares.reduce((total, share) => total + share, 0n);
  return shares.map((share) => {
    if (left === 0n) return share;
    left -= 1n;
    return share + 1n;
  });
}
