/** Steps of the scale in a doubling: one is 5.9 %. */
export const stepsPerDoubling = 12;
/** Steps of the whole scale: from a sixteenth to sixteen times what was expected. */
export const scaleSteps = 96;
/** Where a length stands that is exactly as expected. */
const center = 48;

/** Where a length stands on a geometric scale; sixteen times longer or shorter than expected is its end. */
export function positionOf({ actual, expected }: { actual: number; expected: number }): number {
  const steps = center + stepsPerDoubling * Math.log2(Math.max(actual, 1e-9) / Math.max(expected, 1));
  return Math.min(scaleSteps - 0.001, Math.max(0, steps));
}

/** The length at a position, not rounded: the inverse of `positionOf`. */
export function lengthAt(position: number, expected: number): number {
  return Math.max(expected, 1) * 2 ** ((position - center) / stepsPerDoubling);
}
