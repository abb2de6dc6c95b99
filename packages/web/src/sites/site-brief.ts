import type { AiOptions, SiteOptions } from "@dokly/contract";

/** What a person says about a site to be written; empty texts say nothing. */
export type SiteBrief = { title: string; brief: string; pages: number; audience: string; notes: string };

export const emptySiteBrief: SiteBrief = { title: "", brief: "", pages: 10, audience: "", notes: "" };

/** What goes along with every page. */
export function sharedOf({ audience, notes }: SiteBrief): Pick<AiOptions, "audience" | "notes"> {
  return {
    ...(audience.trim() !== "" && { audience: audience.trim() }),
    ...(notes.trim() !== "" && { notes: notes.trim() }),
  };
}

/** The options of the estimate and of the outline, or null while what they need is missing. */
export function siteOptionsOf(brief: SiteBrief): Extract<SiteOptions, { pages: number }> | null {
  const [title, about] = [brief.title.trim(), brief.brief.trim()];
  if (title === "" || about === "" || !Number.isInteger(brief.pages)) return null;
  return { title, brief: about, pages: brief.pages, ...sharedOf(brief) };
}
