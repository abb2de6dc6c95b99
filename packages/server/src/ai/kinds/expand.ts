import type { KindDefinition } from "./kind-definition.ts";

export const expand: KindDefinition = {
  kind: "expand",
  instruction:
    "Expand the passage to about twice its length: explain more, with what the page says. Invent no facts. Keep its links and code.",
  context: { blocks: 2, characters: 800, headings: "outline" },
  output: { low: { percent: 140, tokens: 0 }, cap: { percent: 300, tokens: 96 } },
  answer: "passage",
  keeps: { linksAndCode: false, terms: "all" },
};
