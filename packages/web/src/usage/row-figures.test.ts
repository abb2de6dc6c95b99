import type { Action } from "@dokly/contract";
import { expect, test } from "vitest";
import { rowFigures } from "./row-figures.ts";

const action: Action = {
  id: "act_1",
  kind: "improve",
  status: "succeeded",
  tags: [],
  group: null,
  document: { path: "intro.md", title: "Intro" },
  member: { id: "u1", name: "Ada" },
  estimate: { low: 1, high: 3 },
  held: 3,
  charged: 2,
  refunded: 0,
  model: "claude-sonnet-5-5",
  startedAt: "2026-11-23T10:00:00Z",
  endedAt: "2026-11-23T10:00:02Z",
  failure: null,
  undoUntil: null,
};

test("a success shows its charge, without a tag", () => {
  expect(rowFigures(action)).toEqual({ isStruck: false, credits: 2, isHeld: false, refundedByHand: 0, tags: [] });
});

test("a running action shows what it holds, marked as running", () => {
  const running: Action = { ...action, status: "running", charged: 0, endedAt: null };
  expect(rowFigures(running)).toMatchObject({ credits: 3, isHeld: true, isStruck: false, tags: ["running"] });
});

test('a failure is struck through, costs 0 and keeps the tag "refunded"', () => {
  const failed: Action = { ...action, status: "failed", charged: 0, refunded: 3, tags: ["refunded", "demo"] };
  expect(rowFigures(failed)).toEqual({
    isStruck: true,
    credits: 0,
    isHeld: false,
    refundedByHand: 0,
    tags: ["refunded", "demo"],
  });
});

test("a cancel before any output costs 0 and is not charged; after output began it keeps its charge", () => {
  expect(rowFigures({ ...action, status: "cancelled", charged: 0 })).toMatchObject({
    credits: 0,
    isStruck: false,
    tags: ["cancelled", "not-charged"],
  });
  expect(rowFigures({ ...action, status: "cancelled", charged: 1 })).toMatchObject({ credits: 1, tags: ["cancelled"] });
});

test("a refund by hand is told beside the charge and strikes nothing", () => {
  expect(rowFigures({ ...action, refunded: 1, tags: ["refunded"] })).toMatchObject({
    isStruck: false,
    credits: 2,
    refundedByHand: 1,
    tags: ["manual-refund"],
  });
});

test("what was taken back by undo is tagged so, and not as a refund by hand as well", () => {
  expect(rowFigures({ ...action, refunded: 2, tags: ["refunded", "demo", "undone"] }).tags).toEqual(["demo", "undone"]);
});
