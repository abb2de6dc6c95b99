/**
 * The depth and the text of a line like `## Title ##`; null for every other line. Takes time in proportion to the
 * line: one expression for all of it needs hours for a line of blanks that somebody made for that.
 *
 * @example atxHeadingOf("## Credits ##") // { depth: 2, text: "Credits" }
 */
export function atxHeadingOf(line: string): { readonly depth: number; readonly text: string } | null {
  const opening = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line);
  if (opening === null) return null;
  const text = line.slice(opening[0].length).trim();
  let end = text.length;
  while (text[end - 1] === "#") end -= 1;
  // Signs at the end close the heading only where nothing or a blank stands before them: "C#" is a name.
  const isClosed = end === 0 || text[end - 1] === " " || text[end - 1] === "\t";
  return { depth: opening[1]?.length ?? 0, text: isClosed ? text.slice(0, end).trimEnd() : text };
}
