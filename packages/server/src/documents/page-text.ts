import { documentBytesMax } from "@dokly/contract";
import { ProblemError } from "../http/problem-error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const byteOrderMark = "\uFEFF";
const byteOrderMarkBytes = 3;

/**
 * A page as text. `text` never contains a leading byte order mark, exactly as a browser's `response.text()` gives it,
 * so that UTF-16 offsets mean the same on both sides; everything else, mixed line endings too, is as stored.
 */
export type PageText = { readonly text: string; readonly hasByteOrderMark: boolean };

/** The text of a page's bytes, or null when they are not UTF-8. */
export function decodePage(bytes: Uint8Array): PageText | null {
  try {
    const text = decoder.decode(bytes);
    const hasByteOrderMark = text.startsWith(byteOrderMark);
    return { text: hasByteOrderMark ? text.slice(1) : text, hasByteOrderMark };
  } catch {
    return null;
  }
}

/** The bytes of a page's text; the exact inverse of `decodePage`. */
export function encodePage({ text, hasByteOrderMark }: PageText): Buffer {
  return Buffer.from(hasByteOrderMark ? byteOrderMark + text : text, "utf8");
}

/** Why bytes can not be kept as a page that people edit, as a sentence, or null when they can. */
export function whyBytesAreRefused(bytes: Uint8Array): string | null {
  if (bytes.length > documentBytesMax) {
    return `a page holds at most ${documentBytesMax.toLocaleString("en")} bytes; this has ${bytes.length.toLocaleString("en")}`;
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) return `a page can not hold a NUL character; there is one at byte ${nul}`;
  if (decodePage(bytes) === null) return "a page must be valid UTF-8; save it as UTF-8 and try again";
  return null;
}

/**
 * Replaces `[start, end)` (UTF-16 offsets into the decoded text) of a page. Bytes outside of the range stay the bytes
 * they are: they are copied, never decoded and encoded again. Throws `selection-refused` for a range that is not in
 * the text or cuts a character in two, and `document-refused` when the page is not UTF-8 or the result can not be kept.
 *
 * @example splicePage(Buffer.from("Hello wrld"), { start: 6, end: 10 }, "world") // bytes of "Hello world"
 */
export function splicePage(bytes: Uint8Array, range: { start: number; end: number }, replacement: string): Buffer {
  const page = decodePage(bytes);
  if (page === null)
    throw new ProblemError("document-refused", "This page is not valid UTF-8, so it can not be edited.");
  const { start, end } = range;
  const { text } = page;
  if (start < 0 || start > end || end > text.length) {
    throw new ProblemError(
      "selection-refused",
      `The range ${start}–${end} is not within the page's ${text.length} characters.`,
    );
  }
  if (cutsCharacter(text, start) || cutsCharacter(text, end)) {
    throw new ProblemError("selection-refused", `The range ${start}–${end} cuts a character in two.`);
  }
  if (!replacement.isWellFormed()) {
    throw new ProblemError("document-refused", "The new text holds half a character (a lone surrogate).");
  }
  const before = (page.hasByteOrderMark ? byteOrderMarkBytes : 0) + Buffer.byteLength(text.slice(0, start));
  const removed = Buffer.byteLength(text.slice(start, end));
  const spliced = Buffer.concat([
    bytes.subarray(0, before),
    Buffer.from(replacement, "utf8"),
    bytes.subarray(before + removed),
  ]);
  const refusal = whyBytesAreRefused(spliced);
  if (refusal !== null) throw new ProblemError("document-refused", `This can not be stored: ${refusal}.`);
  return spliced;
}

function cutsCharacter(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
