/** A heading of a page that is being written. */
export type DraftHeading = { depth: number; title: string };

const heading = /^(#{1,6})[ \t]+(.+?)[ \t]*#*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;

/**
 * The headings of Markdown that may stop anywhere; the last line counts only once it has ended, and what looks like a
 * heading inside a block of code does not.
 *
 * @example draftOutline("# Tea\n\n## Cups\nSix.\n## Ke") // [{ depth: 1, title: "Tea" }, { depth: 2, title: "Cups" }]
 */
export function draftOutline(text: string): DraftHeading[] {
  const headings: DraftHeading[] = [];
  let open: string | null = null;
  for (const line of text.split("\n").slice(0, -1)) {
    const mark = fence.exec(line)?.[1];
    if (mark !== undefined) open = open === null ? mark : mark.startsWith(open) ? null : open;
    const found = open === null ? heading.exec(line) : null;
    if (found !== null) headings.push({ depth: found[1]?.length ?? 1, title: found[2] ?? "" });
  }
  return headings;
}

/** How many words a text has so far. */
export const countWords = (text: string): number => text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
