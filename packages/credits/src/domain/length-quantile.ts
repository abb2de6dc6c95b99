import { scaleSteps } from "./length-scale.ts";
import { type LengthSketch, sampleWeight, weightOf } from "./length-sketch.ts";

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
  for (let bin = 0; bin < scaleSteps; bin++) {
    seen += sketch[bin] ?? 0;
    const upTo = seen + believed * shareBelow(prior, bin + 1);
    if (upTo >= wanted) return bin + (upTo > below ? Math.max(0, (wanted - below) / (upTo - below)) : 1);
    below = upTo;
  }
  return scaleSteps;
}
