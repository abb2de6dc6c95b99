import { describe, expect, it } from "vitest";
import { type JobProgress, nextStep } from "./job-progress.ts";

const page = (state: JobProgress["pages"][number]["state"]) => ({ state });
const job = (changes: Partial<JobProgress>): JobProgress => ({
  state: "running",
  isCancelRequested: false,
  pages: [page("waiting")],
  ...changes,
});

describe("nextStep", () => {
  it("takes the holds of a job before a page is written", () => {
    expect(nextStep(job({ state: "starting", pages: [page("waiting")] }))).toEqual({ type: "take-holds" });
    expect(nextStep(job({}))).toEqual({ type: "write-pages" });
  });

  it("goes on with a page that another process left behind", () => {
    expect(nextStep(job({ pages: [page("written"), page("running")] }))).toEqual({ type: "write-pages" });
  });

  it("gives up what has not begun once it was cancelled, and lets what runs end first", () => {
    const isCancelRequested = true;
    expect(nextStep(job({ isCancelRequested }))).toEqual({ type: "cancel-waiting" });
    expect(nextStep(job({ isCancelRequested, state: "starting" }))).toEqual({ type: "take-holds" });
    expect(nextStep(job({ isCancelRequested, pages: [page("running"), page("cancelled")] }))).toEqual({
      type: "write-pages",
    });
    expect(nextStep(job({ isCancelRequested, pages: [page("written"), page("cancelled")] }))).toEqual({
      type: "end",
      state: "cancelled",
    });
  });

  it("is done when every page is written or failed", () => {
    expect(nextStep(job({ pages: [page("written"), page("failed")] }))).toEqual({ type: "end", state: "done" });
  });

  it("leaves alone what waits for a person or is over", () => {
    for (const state of ["needs-credits", "cancelled", "done"] as const)
      expect(nextStep(job({ state }))).toEqual({ type: "none" });
  });
});
