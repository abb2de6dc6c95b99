/**
 * Everything that the engine promises by a number, each of which has to stand in the name of a test:
 * R… the hard cases that were decided (batch, time, plans, holds, refunds, identity, the engine as a guest),
 * P… the formal properties, and the letters of mistakes that other ledgers had, each with a regression test of ours.
 */
const rules = {
  R1: [1, 2, 3, 4, 5, 7],
  R2: [1, 2, 3, 4],
  R3: [1, 3, 4, 5],
  R4: [1, 2, 3, 4, 5, 6],
  R5: [1, 2, 3],
  R8: [1, 2, 3, 4, 5, 7],
  R10: [1, 2],
} as const;

const propertiesMax = 28;

/** The rows of each group that concern the engine. */
const mistakes = {
  A: [1, 2, 4, 5],
  B: [1, 2, 3, 4, 5],
  C: [1, 2, 3],
  D: [1, 2, 3, 4],
  E: [2, 3, 4],
  F: [1, 3, 4, 5, 6, 7, 8],
  G: [1, 2, 3, 6],
  H: [1, 2, 4],
  I: [1, 2],
  J: [1, 2],
  K: [2],
  L: [1, 2],
} as const;

/** What has a number in these series and is not the engine's, with the reason. */
export const numbersElsewhere: Readonly<Record<string, string>> = {
  "R1.6": "the engine parses nothing; the server parses in worker threads",
  "R3.2": "money is not prorated: the engine knows no invoices, and grants what billing tells it was paid",
  "R8.6": "the live feed, alerts and mails are the server's; the engine gives versions and rows",
};

/** Every number that needs a test, in order. */
export function numbersToProve(): readonly string[] {
  const ofRules = Object.entries(rules).flatMap(([chapter, numbers]) => numbers.map((one) => `${chapter}.${one}`));
  const ofProperties = Array.from({ length: propertiesMax }, (_, index) => `P${index + 1}`);
  const ofMistakes = Object.entries(mistakes).flatMap(([group, numbers]) => numbers.map((one) => `${group}${one}`));
  return [...ofRules, ...ofProperties, ...ofMistakes];
}
