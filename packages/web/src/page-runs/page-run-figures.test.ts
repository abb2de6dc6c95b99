import type { PageRun, PageRunPage, PageRunPageState } from "@dokly/contract";
import { describe, expect, it } from "vitest";
import { canRetry, isOver, nextToReview, openRuns, pageRunFigures } from "./page-run-figures.ts";

const page = (state: PageRunPageState, number = 1): PageRunPage => ({
  number,
  path: `${number}.md`,
  title: "Tea",
  version: "v",
  state,
  action: null,
  low: 1,
  high: 3,
  charged: 0,
  failure: null,
});

const run = (states: readonly PageRunPageState[], rest: Partial<PageRun> = {}): PageRun => ({
  id: "run_1",
  kind: "improve",
  options: {},
  state: "done",
  isCancelling: false,
  isOwn: true,
  pages: states.map((state, index) => page(state, index + 1)),
  held: 0,
  charged: 0,
  isDemo: false,
  startedAt: "2026-11-23T10:00:00.000Z",
  endedAt: null,
  ...rest,
});

describe("pageRunFigures", () => {
  it("counts a page in exactly one way, and as ended once nothing more is written of it", () => {
    const states: PageRunPageState[] = ["waiting", "writing", "to-review", "accepted", "rejected", "refunded"];
    expect(pageRunFigures(run([...states, "cancelled", "expired"]))).toEqual({
      pages: 8,
      ended: 6,
      toReview: 1,
      accepted: 1,
      rejected: 1,
      refunded: 1,
      stopped: 1,
      expired: 1,
      percent: 75,
      percentWithout: 25,
    });
    expect(pageRunFigures({ pages: [] }).percent).toBe(0);
  });
});

describe("nextToReview", () => {
  it("goes on below, then at the start, and never to the page itself", () => {
    const three = run(["to-review", "accepted", "to-review", "to-review"]);
    expect(nextToReview(three, 1)).toBe(3);
    expect(nextToReview(three, 4)).toBe(1);
    expect(nextToReview(run(["to-review", "rejected"]), 1)).toBeNull();
  });
});

describe("canRetry", () => {
  it("is for what failed or was stopped, once there are credits", () => {
    expect(canRetry({ state: "running" }, page("refunded"))).toBe(true);
    expect(canRetry({ state: "cancelled" }, page("cancelled"))).toBe(true);
    expect(canRetry({ state: "done" }, page("to-review"))).toBe(false);
    expect(canRetry({ state: "needs-credits" }, page("refunded"))).toBe(false);
  });
});

describe("openRuns", () => {
  it("are those that go on, whoever began them, and one's own with something to review", () => {
    const running = run(["writing"], { state: "running", isOwn: false });
    const mine = run(["to-review"]);
    const theirs = run(["to-review"], { isOwn: false });
    const decided = run(["accepted", "refunded"]);
    expect(openRuns([running, mine, theirs, decided])).toEqual([running, mine]);
    expect([running, decided].map(isOver)).toEqual([false, true]);
  });
});
