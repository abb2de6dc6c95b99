import type { KindDefinition } from "./kind-definition.ts";

export const custom: KindDefinition = {
  kind: "custom",
  instruction: "Change the passage as the wish says, and nothing that it does not speak of.",
  context: { blocks: 1, characters: 400, headings: "outline" },
  output: { low: { percent: 40, tokens: 0 }, cap: { percent: 200, tokens: 160 } },
  answer: "passage",
  keeps: { linksAndCode: false, terms: "spelling" },
};
