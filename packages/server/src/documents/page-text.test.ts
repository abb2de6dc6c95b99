import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProblemError } from "../http/problem-error.ts";
import { decodePage, encodePage, whyBytesAreRefused } from "./page-bytes.ts";
import { splicePage } from "./page-text.ts";

const bytesOf = (text: string) => Buffer.from(text, "utf8");
/** Texts with everything that editors mangle: every line ending, marks, pairs of surrogates. */
const pages = fc
  .array(
    fc.oneof(
      fc.constantFrom("\n", "\r\n", "\r", "\uFEFF", "é", "𝔘", "👩‍💻", "\t", " "),
      fc.string({ unit: "grapheme" }),
    ),
  )
  .map((parts) => parts.join("").replaceAll("\0", ""));

describe("R9.2: bytes", () => {
  test("decoding and encoding gives the same bytes, byte order mark and mixed line endings included", () => {
    fc.assert(
      fc.property(pages, (text) => {
        const decoded = decodePage(bytesOf(text)) ?? { text: "not decoded", hasByteOrderMark: false };
        expect(encodePage(decoded).equals(bytesOf(text))).toBe(true);
      }),
    );
  });

  test("the text is what a browser makes of the bytes, so that offsets are the same on both sides", () => {
    for (const text of ["\uFEFF# Title\r\n", "\uFEFF\uFEFFx", "a\uFEFFb", ""]) {
      expect(decodePage(bytesOf(text))?.text).toBe(new TextDecoder().decode(bytesOf(text)));
    }
  });

  test.each([
    ["a lone continuation byte", [0x80]],
    ["a cut sequence", [0x61, 0xe2, 0x82]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["Latin-1", [0x63, 0x61, 0x66, 0xe9]],
  ])("%s is refused by name, never mended", (_what, bytes) => {
    expect(decodePage(Buffer.from(bytes))).toBeNull();
    expect(whyBytesAreRefused(Buffer.from(bytes), 10)).toMatch(/valid UTF-8/);
  });

  test("a NUL is refused with its place", () => {
    expect(whyBytesAreRefused(Buffer.from("ab\0c"), 10)).toMatch(/NUL character; there is one at byte 2/);
  });
});

describe("R9.1: a splice", () => {
  test("leaves every byte outside of its range as it was", () => {
    fc.assert(
      fc.property(pages, fc.nat(), fc.nat(), fc.string({ unit: "grapheme" }), (text, first, second, replacement) => {
        const bytes = bytesOf(text);
        const plain = decodePage(bytes)?.text ?? "";
        const [start = 0, end = 0] = [first % (plain.length + 1), second % (plain.length + 1)].sort((a, b) => a - b);
        fc.pre(
          plain.slice(0, start).isWellFormed() && plain.slice(0, end).isWellFormed() && !replacement.includes("\0"),
        );
        const spliced = splicePage(bytes, { start, end }, replacement);
        const before = bytesOf((text.startsWith("\uFEFF") ? "\uFEFF" : "") + plain.slice(0, start));
        const after = bytesOf(plain.slice(end));
        expect(spliced.subarray(0, before.length).equals(before)).toBe(true);
        expect(spliced.subarray(spliced.length - after.length).equals(after)).toBe(true);
        expect(spliced.length).toBe(before.length + Buffer.byteLength(replacement) + after.length);
      }),
    );
  });

  const refusalOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return error instanceof ProblemError ? error.code : error;
    }
    return null;
  };

  test.each([
    ["before the text", { start: -1, end: 1 }],
    ["behind the text", { start: 0, end: 6 }],
    ["turned round", { start: 2, end: 1 }],
    ["through a character, at its start", { start: 2, end: 4 }],
    ["through a character, at its end", { start: 0, end: 2 }],
  ])("%s is refused", (_where, range) => {
    expect(refusalOf(() => splicePage(bytesOf("a𝔘bc"), range, "x"))).toBe("selection-refused");
  });

  test("that would make what can not be stored is refused", () => {
    expect(refusalOf(() => splicePage(bytesOf("a"), { start: 0, end: 1 }, "\uD800"))).toBe("document-refused");
    expect(refusalOf(() => splicePage(bytesOf("a"), { start: 0, end: 1 }, "\0"))).toBe("document-refused");
    expect(refusalOf(() => splicePage(bytesOf("a"), { start: 0, end: 0 }, "x".repeat(2_000_000)))).toBe(
      "document-refused",
    );
    expect(refusalOf(() => splicePage(Buffer.from([0xff]), { start: 0, end: 0 }, "x"))).toBe("document-refused");
  });
});
