import { describe, expect, it } from "vitest";
import { nextStep, type SiteProgress } from "./site-progress.ts";

const page = (state: SiteProgress["pages"][number]["state"]) => ({ state });
const site = (changes: Partial<SiteProgress>): SiteProgress => ({
  state: "running",
  isCancelRequested: false,
  pages: [page("waiting")],
  ...changes,
});

describe("nextStep", () => {
  it("takes the holds of a site before a page is written", () => {
    expect(nextStep(site({ state: "starting", pages: [page("waiting")] }))).toEqual({ type: "take-holds" });
    expect(nextStep(site({}))).toEqual({ type: "write-pages" });
  });

  it("goes on with a page that another process left behind", () => {
    expect(nextStep(site({ pages: [page("written"), page("running")] }))).toEqual({ type: "write-pages" });
  });

  it("gives up what has not begun once it was cancelled, and lets what runs end first", () => {
    const isCancelRequested = true;
    expect(nextStep(site({ isCancelRequested }))).toEqual({ type: "cancel-waiting" });
    expect(nextStep(site({ isCancelRequested, state: "starting" }))).toEqual({ type: "cancel-waiting" });
    expect(nextStep(site({ isCancelRequested, pages: [page("running"), page("cancelled")] }))).toEqual({
      type: "write-pages",
    });
    expect(nextStep(site({ isCancelRequested, pages: [page("written"), page("cancelled")] }))).toEqual({
      type: "end",
      state: "cancelled",
    });
  });

  it("is done when every page is written or failed", () => {
    expect(nextStep(site({ pages: [page("written"), page("failed")] }))).toEqual({ type: "end", state: "done" });
  });

  it("leaves alone what waits for a person or is over", () => {
    for (const state of ["needs-credits", "cancelled", "done"] as const)
      expect(nextStep(site({ state }))).toEqual({ type: "none" });
  });
});
