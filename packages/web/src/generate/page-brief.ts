import { type AiOptions, sourcesMax } from "@dokly/contract";
import { type Brief, emptyTexts, textsOf } from "./brief.ts";

/** What a person says about a page to be written; empty texts say nothing. */
export type PageBrief = Brief & { sources: string[]; path: string };

export const emptyBrief: PageBrief = { ...emptyTexts, sources: [], path: "" };

/** The options of the action, or null while what it needs is missing. */
export function optionsOf(brief: PageBrief): AiOptions | null {
  const texts = textsOf(brief);
  const path = brief.path.trim();
  if (texts === null) return null;
  return {
    ...texts,
    ...(brief.sources.length > 0 && { sources: brief.sources.slice(0, sourcesMax) }),
    ...(path !== "" && { path }),
  };
}
