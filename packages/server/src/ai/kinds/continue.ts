import type { KindDefinition } from "./kind-definition.ts";

/** As much text as fits the guide of 5 credits at the shipped model's prices, with what it is given to read. */
const capTokens = 450;

export const continueWriting: KindDefinition = {
  kind: "continue",
  instruction:
    "Go on writing where the text before ends: one or two paragraphs, at most 200 words, in its language, tone and structure. Say what comes next by the page's outline. Invent no facts, names or numbers; repeat nothing that stands before or after.",
  context: { blocks: 11, characters: 1_800, charactersAfter: 300, headings: "outline" },
  output: { low: { percent: 0, tokens: 80 }, cap: { percent: 0, tokens: capTokens } },
  answer: "continuation",
  keeps: { linksAndCode: false, terms: "spelling" },
};
