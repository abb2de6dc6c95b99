import type { KindDefinition } from "./kind-definition.ts";

export const shorten: KindDefinition = {
  kind: "shorten",
  instruction:
    "Shorten the passage to about half its length: keep what matters, every warning and every step, and the links and code that these need. Add nothing.",
  context: { blocks: 0, characters: 0, headings: "above" },
  output: { low: { percent: 30, tokens: 0 }, cap: { percent: 100, tokens: 48 } },
  answer: "passage",
  keeps: { linksAndCode: false, terms: "spelling" },
};
