import type { KindDefinition } from "./kind-definition.ts";

export const simplify: KindDefinition = {
  kind: "simplify",
  instruction:
    "Rewrite the passage in plain language: short sentences, common words, one thought at a time. Keep every fact, its links and code, and the terms that the product uses.",
  context: { blocks: 1, characters: 300, headings: "above" },
  output: { low: { percent: 65, tokens: 0 }, cap: { percent: 160, tokens: 64 } },
  answer: "passage",
  keeps: { linksAndCode: false, terms: "all" },
};
