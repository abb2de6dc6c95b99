import { emptySketch, type LengthSketch, weightOf } from "./length-sketch.ts";

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
