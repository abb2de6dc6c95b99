import type { KindDefinition } from "./kind-definition.ts";

export const grammar: KindDefinition = {
  kind: "grammar",
  instruction:
    "Fix spelling, grammar and punctuation in the passage. Change nothing else: keep wording, tone, links and code exactly. If nothing is wrong, repeat it.",
  context: { blocks: 1, characters: 200, headings: "none" },
  output: { low: { percent: 95, tokens: 0 }, cap: { percent: 125, tokens: 48 } },
  answer: "passage",
  keeps: { linksAndCode: true, terms: "all" },
};
