import { pageRunPagesMax } from "@dokly/contract";
import { expect, test } from "vitest";
import { leftAfter, pagesCounted } from "./what-if.ts";

const stored = (count: number) => Array.from({ length: count }, (_, at) => ({ path: `page-${at}.md` }));

test("without a choice all pages are priced, up to as many as run at once", () => {
  expect(pagesCounted(stored(pageRunPagesMax), [])).toMatchObject({ isCut: false });
  const { paths, isCut } = pagesCounted(stored(pageRunPagesMax + 1), []);
  expect(isCut).toBe(true);
  expect(paths).toHaveLength(pageRunPagesMax);
});

test("a chosen page that is gone is not priced", () => {
  expect(pagesCounted(stored(3), ["page-2.md", "gone.md"])).toEqual({ paths: ["page-2.md"], isCut: false });
});

test("what is left is never below zero, and what the dearest case lacks is said", () => {
  expect(leftAfter({ low: 10, high: 30, available: 30 })).toEqual({ low: 0, high: 20, missing: 0 });
  expect(leftAfter({ low: 10, high: 31, available: 30 })).toEqual({ low: 0, high: 20, missing: 1 });
  expect(leftAfter({ low: 40, high: 50, available: 30 })).toEqual({ low: 0, high: 0, missing: 20 });
});
