/**
 * A selection without the white space at its ends, in the same offsets; null where nothing is left. A line selected
 * with its line break is that line: its break is not the AI to change.
 */
export function withoutOuterSpace(selected: string, from: number): { from: number; to: number } | null {
  const start = selected.length - selected.trimStart().length;
  const length = selected.trim().length;
  return length === 0 ? null : { from: from + start, to: from + start + length };
}
