import { expect, test } from "vitest";
import { limitState } from "./limit-state.ts";

test("held credits count as used; near from 80 %, reached at the limit, and a limit of 0 always", () => {
  const state = (used: number, reserved: number, credits = 100) => limitState({ used, reserved, credits });
  expect(state(0, 0)).toEqual({ percent: 0, state: "free" });
  expect(state(79, 0).state).toBe("free");
  expect(state(79, 1)).toEqual({ percent: 80, state: "near" });
  expect(state(99, 0).state).toBe("near");
  expect(state(99, 1)).toEqual({ percent: 100, state: "reached" });
  expect(state(130, 0).percent).toBe(100);
  expect(state(0, 0, 0)).toEqual({ percent: 100, state: "reached" });
});
