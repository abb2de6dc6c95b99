import { z } from "zod";
import { documentPath } from "./documents.ts";
import { optionLengths, pageCounts } from "./kinds.ts";

/** A page of an outline, in the order of the navigation. */
export const outlinePage = z.strictObject({
  path: documentPath,
  title: z.string().trim().min(1).max(optionLengths.title),
  brief: z.string().trim().min(1).max(optionLengths.brief),
});
export type OutlinePage = z.infer<typeof outlinePage>;

export const outline = z.strictObject({
  title: z.string().trim().min(1).max(optionLengths.title),
  pages: z.array(outlinePage).min(1).max(pageCounts.max),
});
export type Outline = z.infer<typeof outline>;

function readLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/**
 * Reads the text of an `outline` action: one JSON object a line, first `{"title"}`, then `{"path","title","brief"}`
 * for each page. Works on text that is still coming: a line that is not whole yet is left out. Null before the title.
 *
 * @example readOutline('{"title":"Acme"}\n{"path":"index.md","title":"Start","brief":"What Acme is."}').pages.length // 1
 */
export function readOutline(text: string): Outline | null {
  let title: string | null = null;
  const pages: OutlinePage[] = [];
  for (const line of text.split("\n")) {
    const value = readLine(line);
    const page = outlinePage.safeParse(value);
    if (page.success) pages.push(page.data);
    else title ??= z.strictObject({ title: outline.shape.title }).safeParse(value).data?.title ?? null;
  }
  return title === null ? null : { title, pages };
}
