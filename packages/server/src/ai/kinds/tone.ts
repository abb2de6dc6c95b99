import type { Tone } from "@dokly/contract";
import type { KindDefinition } from "./kind-definition.ts";

const wishes: Readonly<Record<Tone, string>> = {
  neutral: "neutral and factual, without judgement or praise",
  friendly: "friendly and warm, speaking to the reader as you",
  formal: "formal: complete sentences, no contractions, no slang",
  casual: "casual and relaxed, with contractions",
  confident: "confident: direct statements, no hedging",
  encouraging: "encouraging: it gives the reader the feeling that they can do this",
  professional: "professional: polite, precise, to the point",
  technical: "technical: exact terms, for readers who know the subject",
};

export const tone: KindDefinition = {
  kind: "tone",
  instruction: (options) =>
    `Rewrite the passage so that its tone is ${wishes[options.tone ?? "neutral"]}. Keep its meaning, its facts, its links and code, and about its length.`,
  context: { blocks: 1, characters: 300, headings: "above" },
  output: { low: { percent: 75, tokens: 0 }, cap: { percent: 165, tokens: 64 } },
  answer: "passage",
  keeps: { linksAndCode: false, terms: "all" },
};
