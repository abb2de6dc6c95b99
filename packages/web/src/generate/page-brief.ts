import { type AiOptions, sourcesMax } from "@dokly/contract";

/** What a person says about a page to be written; empty texts say nothing. */
export type PageBrief = {
  title: string;
  brief: string;
  audience: string;
  notes: string;
  sources: string[];
  path: string;
};

export const emptyBrief: PageBrief = { title: "", brief: "", audience: "", notes: "", sources: [], path: "" };

/** The options of the action, or null while what it needs is missing. */
export function optionsOf(brief: PageBrief): AiOptions | null {
  const [title, about] = [brief.title.trim(), brief.brief.trim()];
  if (title === "" || about === "") return null;
  const [audience, notes, path] = [brief.audience.trim(), brief.notes.trim(), brief.path.trim()];
  return {
    title,
    brief: about,
    ...(audience !== "" && { audience }),
    ...(notes !== "" && { notes }),
    ...(brief.sources.length > 0 && { sources: brief.sources.slice(0, sourcesMax) }),
    ...(path !== "" && { path }),
  };
}
