import { describe, expect, it } from "vitest";
import { foldSame } from "./fold-same.ts";

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join("\n");
const whole = ({ before, hidden, after }: ReturnType<typeof foldSame>): string => before + (hidden?.text ?? "") + after;

describe("foldSame", () => {
  it("keeps two whole lines beside each change in sight", () => {
    const folded = foldSame(lines(12), { isFirst: false, isLast: false });
    expect(folded.before).toBe("line 1\nline 2\nline 3\n");
    expect(folded.hidden).toEqual({ text: "line 4\nline 5\nline 6\nline 7\nline 8\nline 9", lines: 6 });
    expect(folded.after).toBe("\nline 10\nline 11\nline 12");
  });

  it("puts away all above the first change and all below the last", () => {
    expect(foldSame(lines(9), { isFirst: true, isLast: false })).toMatchObject({ before: "", hidden: { lines: 6 } });
    expect(foldSame(lines(9), { isFirst: false, isLast: true })).toMatchObject({ after: "", hidden: { lines: 6 } });
  });

  it("puts no handful of lines away", () => {
    expect(foldSame(lines(9), { isFirst: false, isLast: false })).toEqual({
      before: lines(9),
      hidden: null,
      after: "",
    });
    expect(foldSame("", { isFirst: true, isLast: false }).hidden).toBeNull();
  });

  it("begins with the first line that says something", () => {
    expect(whole(foldSame("\n \n# Tea\n", { isFirst: true, isLast: false }))).toBe("# Tea\n");
    expect(whole(foldSame("\n\n# Tea\n", { isFirst: false, isLast: false }))).toBe("\n\n# Tea\n");
  });

  it("loses and adds nothing", () => {
    for (const count of [1, 2, 5, 9, 10, 40]) {
      for (const isFirst of [true, false]) {
        for (const isLast of [true, false]) {
          const text = `${lines(count)}\n`;
          expect(whole(foldSame(text, { isFirst, isLast }))).toBe(text);
        }
      }
    }
  });
});
