import { type Action, action } from "@dokly/contract";
import { expect, test } from "vitest";
import { runningShares } from "./running-shares.ts";

const running = (number: number, held: number): Action =>
  action.parse({
    id: `act_${number}`,
    kind: "improve",
    status: "running",
    tags: [],
    group: null,
    document: null,
    member: null,
    estimate: null,
    held,
    charged: 0,
    refunded: 0,
    model: null,
    startedAt: "2026-11-05T12:00:00Z",
    endedAt: null,
    failure: null,
    undoUntil: null,
  });
const actions = (count: number) => Array.from({ length: count }, (_, at) => running(at, at + 1));

test("five are named, and the others are counted with what they hold", () => {
  const { named, more, heldByOthers } = runningShares({ items: actions(7), nextCursor: null }, 28);
  expect(named).toHaveLength(5);
  expect({ more, heldByOthers }).toEqual({ more: { count: 2, held: 13, isAtLeast: false }, heldByOthers: 0 });
  expect(runningShares({ items: actions(5), nextCursor: null }, 15).more).toBeNull();
});

test("what others hold is told to who sees own rows only, so that the parts add up to the meter", () => {
  expect(runningShares({ items: actions(2), nextCursor: null }, 10)).toMatchObject({ more: null, heldByOthers: 7 });
  expect(runningShares({ items: [], nextCursor: null }, 4).heldByOthers).toBe(4);
});

test("where there are more than were asked for, nothing is said of others", () => {
  expect(runningShares({ items: actions(6), nextCursor: "act_9" }, 999)).toMatchObject({
    more: { count: 1, isAtLeast: true },
    heldByOthers: 0,
  });
});

test("actions that hold no credits, as on an own key, hold nothing of the meter", () => {
  expect(runningShares({ items: [running(1, 0)], nextCursor: null }, 0)).toEqual({
    named: [],
    more: null,
    heldByOthers: 0,
  });
});
