import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePage, encodePage, offsetMap, spliceStored, toEditorText } from "./page-text.ts";

const mixed = "one\r\ntwo\nthree\rfour\r\n\r\nfive";

describe("decodePage and encodePage", () => {
  it("give back the bytes they got, byte order mark and all", () => {
    for (const bytes of [[0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a], [0x61], [], [0xef, 0xbb, 0xbf]]) {
      const page = decodePage(new Uint8Array(bytes));
      expect(page && [...encodePage(page)]).toEqual(bytes);
    }
  });

  it("refuse what is not UTF-8 instead of mending it", () => {
    expect(decodePage(new Uint8Array([0xff, 0x61]))).toBeNull();
  });
});

describe("offsetMap", () => {
  it("finds the same character on both sides and comes back", () => {
    const edited = toEditorText(mixed);
    const map = offsetMap(mixed);
    for (let at = 0; at <= edited.length; at += 1) {
      expect(map.toEditor(map.toStored(at))).toBe(at);
      const stored = mixed.slice(map.toStored(at), map.toStored(at + 1));
      expect(toEditorText(stored)).toBe(edited.slice(at, at + 1));
    }
  });

  it("takes an offset inside \\r\\n as after the line break", () => {
    expect(offsetMap("a\r\nb").toEditor(2)).toBe(2);
  });
});

describe("spliceStored", () => {
  it("keeps every line break outside of the edit", () => {
    expect(spliceStored(mixed, [{ from: 4, to: 7, insert: "2" }])).toBe("one\r\n2\nthree\rfour\r\n\r\nfive");
  });

  it("gives new lines the line break of their place", () => {
    expect(spliceStored("a\r\nb\r\n", [{ from: 3, to: 3, insert: "\nc" }])).toBe("a\r\nb\r\nc\r\n");
    expect(spliceStored("a\rb", [{ from: 3, to: 3, insert: "\nc" }])).toBe("a\rb\rc");
    expect(spliceStored("a", [{ from: 1, to: 1, insert: "\n" }])).toBe("a\n");
    expect(spliceStored("\r\na", [{ from: 0, to: 0, insert: "x\n" }])).toBe("x\r\n\r\na");
  });

  it("keeps two line breaks two where an edit brings a lone \\r and a lone \\n together", () => {
    expect(spliceStored("\ra\n", [{ from: 1, to: 2, insert: "" }])).toBe("\r\r\n");
    expect(spliceStored("\ra\nb", [{ from: 1, to: 3, insert: "\n" }])).toBe("\r\r\nb");
  });

  it("leaves the page as it was when a text was deleted and brought back", () => {
    const all = toEditorText(mixed);
    expect(spliceStored(mixed, [{ from: 0, to: all.length, insert: all }])).toBe(mixed);
  });

  it("agrees with the same edits on the editor's text, and changes no other byte, for any text and edit", () => {
    const pieces = fc.array(fc.constantFrom("a", "b", " ", "\r", "\n", "\r\n", "é", "😀"), { maxLength: 30 });
    fc.assert(
      fc.property(pieces, pieces, fc.nat(), fc.nat(), (textPieces, insertPieces, a, b) => {
        const text = textPieces.join("");
        const insert = toEditorText(insertPieces.join(""));
        const edited = toEditorText(text);
        const [from = 0, to = 0] = [a % (edited.length + 1), b % (edited.length + 1)].sort((x, y) => x - y);
        const result = spliceStored(text, [{ from, to, insert }]);
        const map = offsetMap(text);
        expect(toEditorText(result)).toBe(edited.slice(0, from) + insert + edited.slice(to));
        expect(result.startsWith(text.slice(0, map.toStored(from)))).toBe(true);
        expect(result.endsWith(text.slice(map.toStored(to)))).toBe(true);
      }),
    );
  });
});
