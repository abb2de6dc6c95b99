import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";

/**
 * What today's models count more than o200k, in percent: 3.6 characters per token of English prose and 3.0 of technical
 * pages were seen with them, where o200k has 4.9 and 4.1.
 */
const familyPercent = 136;

const known = new Map<string, number>();

/** Tokens of a text by a real tokenizer, times what today's models count more: what the simulation takes for true. */
export function countTokens(text: string): number {
  const before = known.get(text);
  if (before !== undefined) return before;
  const tokens = (countO200k(text, { disallowedSpecial: new Set() }) * familyPercent) / 100;
  known.set(text, tokens);
  return tokens;
}
