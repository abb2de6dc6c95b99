/**
 * How lengths were spread, relative to what was expected of them: a histogram over a geometric scale, of fixed size
 * and with forgetting. Weights are whole numbers, so that every process reads the same of it.
 */
export type LengthSketch = readonly number[];

/** What one length weighs when it comes in. */
export const sampleWeight = 10_000;

/** Steps of the scale in a doubling: one is 5.9 %. */
export const stepsPerDoubling = 12;
/** Where a length stands that is exactly as expected. */
const center = 48;
const bins = 96;

export const emptySketch: LengthSketch = Array.from({ length: bins }, () => 0);

/** Where a length stands on the scale; sixteen times longer or shorter than expected is its end. */
export function positionOf({ actual, expected }: { actual: number; expected: number }): number {
  const steps = center + stepsPerDoubling * Math.log2(Math.max(actual, 1e-9) / Math.max(expected, 1));
  return Math.min(bins - 0.001, Math.max(0, steps));
}

/** The length at a position, not rounded: the inverse of `positionOf`. */
export function lengthAt(position: number, expected: number): number {
  return Math.max(expected, 1) * 2 ** ((position - center) / stepsPerDoubling);
}

/** Fades what there was by one part in `memory`, then takes in a length. */
export function addToSketch(sketch: LengthSketch, position: number, memory: number): LengthSketch {
  const at = Math.floor(position);
  return sketch.map((weight, bin) => fade(weight, memory) + (bin === at ? sampleWeight : 0));
}

/** A weight after one more sample has come. */
export function fade(weight: number, memory: number): number {
  return Math.floor((weight * (memory - 1)) / memory);
}

export function weightOf(sketch: LengthSketch): number {
  return sketch.reduce((sum, weight) => sum + weight, 0);
}

/** The same spread, weighing at most `most`. */
export function scaleSketch(sketch: LengthSketch, most: number): LengthSketch {
  const weight = weightOf(sketch);
  return weight <= most ? sketch : sketch.map((one) => Math.floor((one * most) / weight));
}

export function mergeSketches(sketches: readonly LengthSketch[]): LengthSketch {
  return emptySketch.map((_, bin) => sketches.reduce((sum, sketch) => sum + (sketch[bin] ?? 0), 0));
}

/** Counts what lies beyond two positions as if it lay at them. */
export function clipSketch(sketch: LengthSketch, { low, high }: { low: number; high: number }): LengthSketch {
  const clipped = [...emptySketch];
  sketch.forEach((weight, bin) => {
    const at = Math.min(Math.max(bin, Math.floor(low)), Math.floor(high));
    clipped[at] = (clipped[at] ?? 0) + weight;
  });
  return clipped;
}

/**
 * What is believed before anything was seen: 2 % of lengths below `low`, half below `middle`, and 0.4 % above
 * `high`, as positions, with straight slopes in between.
 */
export type LengthPrior = { readonly low: number; readonly middle: number; readonly high: number };

// Where a straight slope that ends in a tip has 2 % (of all) before it, and 0.4 % behind it.
const lowPart = 0.8;
const highPart = 0.9106;

/** The share of lengths that the prior believes to lie below a position. */
function shareBelow({ low, middle, high }: LengthPrior, position: number): number {
  const reach = position < middle ? (middle - low) / lowPart : (high - middle) / highPart;
  const left = Math.max(0, 1 - Math.abs(position - middle) / Math.max(reach, 0.01));
  return position < middle ? (left * left) / 2 : 1 - (left * left) / 2;
}

/**
 * The position below which a `share` of all lengths lies, of what was seen together with what was believed before,
 * which counts as so many samples.
 */
export function quantileOf(
  sketch: LengthSketch,
  { prior, priorSamples, share }: { prior: LengthPrior; priorSamples: number; share: number },
): number {
  const believed = priorSamples * sampleWeight;
  const wanted = share * (believed + weightOf(sketch));
  let below = believed * shareBelow(prior, 0);
  let seen = 0;
  for (let bin = 0; bin < bins; bin++) {
    seen += sketch[bin] ?? 0;
    const upTo = seen + believed * shareBelow(prior, bin + 1);
    if (upTo >= wanted) return bin + (upTo > below ? Math.max(0, (wanted - below) / (upTo - below)) : 1);
    below = upTo;
  }
  return bins;
}
