/** A range in the editor's offsets. */
export type EditorRange = { from: number; to: number };

/**
 * A selection without the white space at its ends, in the same offsets; null where nothing is left. A line selected
 * with its line break is that line: its break is not the AI to change.
 */
export function withoutOuterSpace(selected: string, from: number): EditorRange | null {
  const start = selected.length - selected.trimStart().length;
  const length = selected.trim().length;
  return length === 0 ? null : { from: from + start, to: from + start + length };
}

/** The lines around a place up to the next blank ones; null on a blank line. */
export function paragraphAt(text: string, at: number): EditorRange | null {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = endOfLine(text, at);
  if (text.slice(lineStart, lineEnd).trim() === "") return null;
  let from = lineStart;
  while (from > 0) {
    const above = text.lastIndexOf("\n", from - 2) + 1;
    if (text.slice(above, from).trim() === "") break;
    from = above;
  }
  let to = lineEnd;
  while (to < text.length) {
    const end = endOfLine(text, to + 1);
    if (text.slice(to + 1, end).trim() === "") break;
    to = end;
  }
  return withoutOuterSpace(text.slice(from, to), from);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
