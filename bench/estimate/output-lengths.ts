import type { Random } from "../measure/random.ts";

/** Ways in which the lengths of a model's answers are spread; `drift` changes within a run. */
export const spreads = ["even", "longer", "uneven", "drift"] as const;
export type Spread = (typeof spreads)[number];

/** How much more or fewer tokens a model has for the same text than the estimate's table expects, in percent. */
export const tokenizerPercent: Readonly<Record<Spread, number>> = { even: 100, longer: 110, uneven: 90, drift: 100 };

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function logFactor(spread: Spread, part: number, random: Random): number {
  const z = normal(random);
  if (spread === "even") return 0.15 * z;
  if (spread === "longer") return Math.log(1.2) + 0.22 * z;
  if (spread === "uneven") {
    const habit = random();
    if (habit < 0.7) return Math.log(0.9) + 0.1 * z;
    return habit < 0.97 ? Math.log(1.25) + 0.15 * z : Math.log(1.9) + 0.15 * z;
  }
  // A third as it was, then a model that writes 35 % more from one day to the next, then ever less.
  if (part < 1 / 3) return 0.15 * z;
  const change = part < 2 / 3 ? Math.log(1.35) : Math.log(1.35) + (part - 2 / 3) * 3 * Math.log(0.8 / 1.35);
  return change + 0.15 * z;
}

/**
 * What the usual length of an answer is multiplied with. `part` is how much of a run is over, 0 to 1; `looseness` how
 * free the kind leaves the model: correcting grammar hardly at all, following a wish very much.
 */
export function drawFactor(
  spread: Spread,
  { part, looseness, random }: { part: number; looseness: number; random: Random },
): number {
  return Math.exp(looseness * logFactor(spread, part, random));
}

/** Seeds of runs that differ by their name. */
export function seedOf(seed: number, ...names: readonly string[]): number {
  let hash = seed >>> 0;
  for (const code of names.join("|")) hash = (Math.imul(hash ^ (code.codePointAt(0) ?? 0), 0x01000193) + 1) >>> 0;
  return hash;
}
