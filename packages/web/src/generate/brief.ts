import type { AiOptions } from "@dokly/contract";

/** What every brief says, of a page or of a whole site; empty texts say nothing. */
export type Brief = { title: string; brief: string; audience: string; notes: string };

export const emptyTexts: Brief = { title: "", brief: "", audience: "", notes: "" };

/** What goes along with every page that is written from a brief. */
export function asideOf({ audience, notes }: Pick<Brief, "audience" | "notes">): Pick<AiOptions, "audience" | "notes"> {
  return {
    ...(audience.trim() !== "" && { audience: audience.trim() }),
    ...(notes.trim() !== "" && { notes: notes.trim() }),
  };
}

/** What a brief says, without white space around it, or null while its title or what it is about is missing. */
export function textsOf(brief: Brief): ({ title: string; brief: string } & ReturnType<typeof asideOf>) | null {
  const [title, about] = [brief.title.trim(), brief.brief.trim()];
  return title === "" || about === "" ? null : { title, brief: about, ...asideOf(brief) };
}
