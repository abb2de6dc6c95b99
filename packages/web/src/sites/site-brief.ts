import type { SiteOptions } from "@dokly/contract";
import { type Brief, emptyTexts, textsOf } from "../generate/brief.ts";

/** What a person says about a site to be written; empty texts say nothing. */
export type SiteBrief = Brief & { pages: number };

export const emptySiteBrief: SiteBrief = { ...emptyTexts, pages: 10 };

/** The options of the estimate and of the outline, or null while what they need is missing. */
export function siteOptionsOf(brief: SiteBrief): Extract<SiteOptions, { pages: number }> | null {
  const texts = textsOf(brief);
  return texts === null || !Number.isInteger(brief.pages) ? null : { ...texts, pages: brief.pages };
}
