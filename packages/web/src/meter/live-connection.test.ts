import { expect, test } from "vitest";
import { initialLiveState, nextLiveState, pollEveryMs, retryDelayMs } from "./live-connection.ts";

test("a lost connection is polled for until it opens again, and opening forgets the failures", () => {
  const live = nextLiveState(initialLiveState, "opened");
  const lostTwice = nextLiveState(nextLiveState(live, "lost"), "lost");
  expect(lostTwice).toEqual({ mode: "polling", failures: 2 });
  expect(nextLiveState(lostTwice, "opened")).toEqual({ mode: "live", failures: 0 });
});

test("a stream that a proxy holds back is polled instead; silence of an open one means nothing", () => {
  expect(nextLiveState(initialLiveState, "silent")).toEqual({ mode: "polling", failures: 0 });
  const live = nextLiveState(initialLiveState, "opened");
  expect(nextLiveState(live, "silent")).toBe(live);
});

test("waits double from one second to thirty and never exceed it, with at most a quarter taken off", () => {
  expect([1, 2, 3, 5, 6, 50].map((failures) => retryDelayMs(failures, 0))).toEqual([
    1_000, 2_000, 4_000, 16_000, 30_000, 30_000,
  ]);
  expect(retryDelayMs(1, 0.999)).toBeGreaterThanOrEqual(750);
  expect(retryDelayMs(0, 0)).toBe(1_000);
});

test("asking is frequent only while events do not arrive", () => {
  expect(pollEveryMs("live")).toBeGreaterThan(pollEveryMs("polling"));
  expect(pollEveryMs("connecting")).toBe(pollEveryMs("polling"));
});
