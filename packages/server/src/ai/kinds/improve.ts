import type { KindDefinition } from "./kind-definition.ts";

export const improve: KindDefinition = {
  kind: "improve",
  instruction:
    "Rewrite the passage so that it reads better: clear, direct, correct. Keep its meaning, its facts, its links and code, and about its length.",
  context: { blocks: 1, characters: 400, headings: "above" },
  output: { low: { percent: 75, tokens: 0 }, cap: { percent: 160, tokens: 64 } },
  answer: "passage",
  keeps: { linksAndCode: false, terms: "all" },
};
