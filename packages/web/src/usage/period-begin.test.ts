import type { Action } from "@dokly/contract";
import { expect, test } from "vitest";
import { newestPlace } from "./log-pages.ts";
import { firstBeforePeriod } from "./period-begin.ts";

const at = (number: number, startedAt: string): Action => ({
  id: `act_${number}`,
  kind: "improve",
  status: "succeeded",
  tags: [],
  group: null,
  document: null,
  member: null,
  estimate: null,
  held: 1,
  charged: 1,
  refunded: 0,
  model: null,
  startedAt,
  endedAt: startedAt,
  failure: null,
  undoUntil: null,
});

test("where the period began is above the first row before it, and nowhere when no row is newer or none is older", () => {
  const reset = "2026-11-05T09:00:00.000Z";
  const [newer, older] = [at(2, reset), at(1, "2026-11-05T08:59:59.999Z")];
  const drawn = (...pages: Action[][]) => pages.map((actions) => ({ place: newestPlace, actions }));
  expect(firstBeforePeriod(drawn([newer, older]), reset)).toBe(older.id);
  expect(firstBeforePeriod(drawn([newer], [older]), reset)).toBe(older.id);
  expect(firstBeforePeriod(drawn([newer]), reset)).toBeNull();
  expect(firstBeforePeriod(drawn([older]), reset)).toBeNull();
});
