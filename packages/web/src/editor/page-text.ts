/**
 * A page's text between the server's bytes and the editor. The editor knows one line break; a page may have three
 * kinds,
 * mixed. So the text as stored stays the origin, and edits are brought to it as splices: what was not edited comes back
 * byte for byte.
 */

/** A page as stored: its text without the byte order mark, and whether there is one. Line breaks are as stored. */
export type PageText = { text: string; hasByteOrderMark: boolean };

/** One edit in the editor's offsets: `[from, to)` of the old text became `insert`. */
export type Splice = { from: number; to: number; insert: string };

const byteOrderMark = "\uFEFF";
const lineBreak = /\r\n?|\n/g;

/** The text of UTF-8 bytes, or null where they are not UTF-8. */
export function decodePage(bytes: Uint8Array): PageText | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith(byteOrderMark)
      ? { text: text.slice(1), hasByteOrderMark: true }
      : { text, hasByteOrderMark: false };
  } catch {
    return null;
  }
}

/** The bytes of a page; the exact inverse of `decodePage`. */
export function encodePage(page: PageText): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(page.hasByteOrderMark ? byteOrderMark + page.text : page.text);
}

/** The text as the editor holds it: every line break is `\n`. */
export const toEditorText = (text: string): string => text.replace(lineBreak, "\n");

/** Editor offsets behind which the stored text is one unit longer: those of its `\r\n`, in order. */
function wideBreaks(text: string): number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf("\r\n"); at !== -1; at = text.indexOf("\r\n", at + 2)) offsets.push(at - offsets.length);
  return offsets;
}

/** How many of the ascending numbers are below `limit`. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Turns offsets of the editor's text into offsets of the stored text (UTF-16, as the API counts) and back. */
export type OffsetMap = { toStored: (offset: number) => number; toEditor: (offset: number) => number };

/** @example offsetMap("a\r\nb").toStored(2) // 3: the `b` */
export function offsetMap(text: string): OffsetMap {
  const wide = wideBreaks(text);
  const starts = wide.map((offset, index) => offset + index);
  return {
    toStored: (offset) => offset + countBelow(wide, offset),
    // Between \r and \n counts as after the line break, as one unit can not be split.
    toEditor: (offset) => offset - countBelow(starts, offset - 1),
  };
}

/** A splice without what it leaves as it was, so that a text deleted and brought back counts as untouched. */
function trimmed(before: string, { from, to, insert }: Splice): Splice {
  const shorter = Math.min(to - from, insert.length);
  let head = 0;
  while (head < shorter && before[from + head] === insert[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[to - 1 - tail] === insert[insert.length - 1 - tail]) tail += 1;
  return { from: from + head, to: to - tail, insert: insert.slice(head, insert.length - tail) };
}

/**
 * The line break that new lines at a place get: the one that was there, else the nearest above, else below, else
 * `\n`.
 */
function breakFor(text: string, start: number, end: number): string {
  const replaced = /\r\n?|\n/.exec(text.slice(start, end));
  if (replaced !== null) return replaced[0];
  const above = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1));
  if (start > 0 && above !== -1) {
    if (text[above] === "\r") return "\r";
    return text[above - 1] === "\r" ? "\r\n" : "\n";
  }
  return /\r\n?|\n/.exec(text.slice(end))?.[0] ?? "\n";
}

/**
 * Brings edits (ascending, in offsets of the editor's text before them) to the stored text. Everything outside of them,
 * and everything inside that did not change, stays as stored.
 *
 * @example spliceStored("a\r\nb", [{ from: 2, to: 3, insert: "B\nc" }]) // "a\r\nB\r\nc"
 */
export function spliceStored(text: string, splices: readonly Splice[]): string {
  const before = toEditorText(text);
  const map = offsetMap(text);
  let result = "";
  let done = 0;
  for (const splice of splices) {
    const { from, to, insert } = trimmed(before, splice);
    if (from === to && insert === "") continue;
    const start = map.toStored(from);
    const end = map.toStored(to);
    const written = insert.includes("\n") ? insert.replaceAll("\n", breakFor(text, start, end)) : insert;
    result = join(join(result, text.slice(done, start)), written);
    done = end;
  }
  return join(result, text.slice(done));
}

/**
 * Puts two texts together that an edit brought side by side. A lone `\r` and a lone `\n` would become one line break of
 * two: another `\r` keeps them two, and no stored byte changes.
 */
function join(before: string, after: string): string {
  return before.endsWith("\r") && after.startsWith("\n") ? `${before}\r${after}` : before + after;
}
