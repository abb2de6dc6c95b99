import { documentBytesMax } from "@dokly/contract";
import { ProblemError } from "../http/problem-error.ts";
import { decodePage, whyBytesAreRefused } from "./page-bytes.ts";

const byteOrderMarkBytes = 3;

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
  const refusal = whyBytesAreRefused(spliced, documentBytesMax);
  if (refusal !== null) throw new ProblemError("document-refused", `This can not be stored: ${refusal}.`);
  return spliced;
}

function cutsCharacter(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
