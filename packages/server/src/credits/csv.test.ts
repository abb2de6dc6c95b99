import { expect, test } from "vitest";
import { csvRow } from "./csv.ts";

test("cells are quoted where they have to be, and rows end in CRLF", () => {
  expect(csvRow(["a", 'say "b"', "c,d", "e\nf", null, 7])).toBe('a,"say ""b""","c,d","e\nf",,7\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1", "＝1", "＠x"])(
  "%j runs in no spreadsheet",
  (cell) => {
    const [written = ""] = csvRow([cell]).split("\r\n,");
    expect(written.replace(/^"/, "").startsWith("'")).toBe(true);
  },
);

test("what looks like none stays as it is", () => {
  expect(csvRow(["1 = 1", "a-b", "", "'"])).toBe("1 = 1,a-b,,'\r\n");
});
