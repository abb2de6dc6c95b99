import { scaleSteps } from "./length-scale.ts";

/**
 * How lengths were spread, relative to what was expected of them: a histogram over a geometric scale, of fixed size
 * and with forgetting. Weights are whole numbers, so that every process reads the same of it.
 */
export type LengthSketch = readonly number[];

/** What one length weighs when it comes in. */
export const sampleWeight = 10_000;

export const emptySketch: LengthSketch = Array.from({ length: scaleSteps }, () => 0);

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
