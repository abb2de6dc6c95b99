import { describe, expect, test } from "vitest";
import { array } from "./array-literal.ts";

describe("arrays as PostgreSQL's literals", () => {
  test("text stays within its quotes, whatever is in it", () => {
    const texts = ['say "no"', "back\\slash", '\\"},{', "null", "", "a,b {c}", "line\nbreak", "'"];
    const written = [
      '"say \\"no\\""',
      '"back\\\\slash"',
      '"\\\\\\"},{"',
      '"null"',
      '""',
      '"a,b {c}"',
      '"line\nbreak"',
      '"\'"',
    ];
    expect(array(texts)).toBe(`{${written.join(",")}}`);
  });

  test("what is no text stands bare, and neighbours of one value each have theirs", () => {
    const at = new Date("2027-01-15T12:00:00.000Z");
    expect(array([1n, 1n, 2, null, null, true, at, at])).toBe(
      "{1,1,2,null,null,true,2027-01-15T12:00:00.000Z,2027-01-15T12:00:00.000Z}",
    );
    expect(array([])).toBe("{}");
  });
});
