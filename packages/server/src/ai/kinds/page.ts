import type { KindDefinition } from "./kind-definition.ts";

/** With 700 to 1,300 words asked for, nearly every page ends well below this; its cost stays within the guide. */
const capTokens = 5_000;

export const page: KindDefinition = {
  kind: "page",
  instruction:
    "Write the documentation page of this title from the brief, in Markdown, 700 to 1,300 words. Reply with its body only: front matter and the title's heading are there already, so begin with an introduction and use ## and deeper headings. Use only facts that the brief, the notes and the sources give; where a detail is missing, say in general terms what belongs there, and invent no names, numbers, commands or links.",
  context: { blocks: 0, characters: 0, headings: "none" },
  output: { low: { percent: 0, tokens: 1_200 }, cap: { percent: 0, tokens: capTokens } },
  answer: "page",
  keeps: { linksAndCode: false, terms: "spelling" },
};
