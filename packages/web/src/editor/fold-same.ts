/** Lines that stay in sight beside a change. */
const contextLines = 2;
/** So few lines are shown rather than a button in their place. */
const hiddenMin = 4;

/** A passage that did not change: what shows before and after the lines that are put away, and those lines. */
export type FoldedText = { before: string; hidden: { text: string; lines: number } | null; after: string };

/**
 * Puts the middle of an unchanged passage away, so that changes far apart are seen together. Before, hidden and after
 * make the passage, without empty lines above the first one.
 */
export function foldSame(text: string, { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): FoldedText {
  // What stands after the front matter begins with empty lines.
  const lines = (isFirst ? text.replace(/^\s*\n/, "") : text).split("\n");
  // The first line ends the change before it, and the last one begins the change after it.
  const from = isFirst ? 0 : contextLines + 1;
  const to = isLast ? lines.length : lines.length - contextLines - 1;
  if (to - from < hiddenMin) return { before: lines.join("\n"), hidden: null, after: "" };
  const part = (start: number, end: number): string => lines.slice(start, end).join("\n");
  return {
    before: from === 0 ? "" : `${part(0, from)}\n`,
    hidden: { text: part(from, to), lines: to - from },
    after: to === lines.length ? "" : `\n${part(to, lines.length)}`,
  };
}
