import type { SitePage } from "@dokly/contract";
import { describe, expect, it } from "vitest";
import { canRetry, siteFigures } from "./site-figures.ts";

const page = (state: SitePage["state"]): SitePage => ({
  number: 1,
  path: "a.md",
  title: "A",
  brief: "A",
  state,
  action: null,
  high: 20,
  charged: 0,
  isDraft: false,
  failure: null,
});

describe("siteFigures", () => {
  it("counts pages by what became of them, and shows as progress what is written", () => {
    const pages = (["written", "written", "failed", "cancelled", "running", "waiting", "waiting"] as const).map(page);
    expect(siteFigures({ pages })).toEqual({ pages: 7, written: 2, failed: 1, stopped: 1, percent: 29 });
    expect(siteFigures({ pages: [] }).percent).toBe(0);
  });
});

describe("canRetry", () => {
  it("offers what failed or was stopped, unless the site waits for its credits", () => {
    expect(canRetry({ state: "done" }, page("failed"))).toBe(true);
    expect(canRetry({ state: "running" }, page("cancelled"))).toBe(true);
    expect(canRetry({ state: "done" }, page("written"))).toBe(false);
    expect(canRetry({ state: "needs-credits" }, page("failed"))).toBe(false);
  });
});
