import { stemsOf } from "./terms.ts";

const damping = 0.85;
const rounds = 30;
/** Every sentence is compared with every other: more at once would take the square of their number. */
const sentencesAtOnce = 120;

function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const term of few) if (many.has(term)) shared++;
  return shared === 0 ? 0 : shared / (Math.log(few.size + 1) + Math.log(many.size + 1));
}

function rankTogether(sentences: readonly string[]): number[] {
  const terms = sentences.map(stemsOf);
  const weights = terms.map((one, i) => terms.map((other, j) => (i === j ? 0 : similarity(one, other))));
  const sums = weights.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  let scores = sentences.map(() => 1);
  for (let round = 0; round < rounds; round++) {
    const before = scores;
    scores = sentences.map((_, i) => {
      let sum = 0;
      for (const [j, score] of before.entries()) {
        const weight = weights[j]?.[i] ?? 0;
        if (weight > 0) sum += (score * weight) / (sums[j] ?? 1);
      }
      return 1 - damping + damping * sum;
    });
  }
  return scores;
}

/**
 * How much the other sentences speak of the same things as each one (TextRank): the highest say what a text is
 * about. A sentence that shares no word with any other has the least score.
 */
export function rankSentences(sentences: readonly string[]): number[] {
  const scores: number[] = [];
  for (let at = 0; at < sentences.length; at += sentencesAtOnce) {
    scores.push(...rankTogether(sentences.slice(at, at + sentencesAtOnce)));
  }
  return scores;
}
