import { expect, test } from "vitest";
import { thresholdProblem } from "./threshold-problem.ts";

test("shares are whole per cents from 1 to 100", () => {
  expect([0, 1, 100, 101].map((share) => thresholdProblem([], share))).toEqual(["range", null, null, "range"]);
  expect(thresholdProblem([], 50.5)).toBe("range");
  expect(thresholdProblem([], "")).toBe("range");
});

test("each share once, and five of them at most", () => {
  expect(thresholdProblem([80, 100], 80)).toBe("twice");
  expect(thresholdProblem([10, 20, 30, 40], 50)).toBeNull();
  expect(thresholdProblem([10, 20, 30, 40, 50], 60)).toBe("most");
});
