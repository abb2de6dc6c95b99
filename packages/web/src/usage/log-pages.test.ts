import type { Action, ActionsPage } from "@dokly/contract";
import { expect, test } from "vitest";
import { collectPage, drawnPages, newestPlace, type PagePlace, placeBelow, sizeAbove } from "./log-pages.ts";

const row = (number: number): Action => ({
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
  startedAt: "2026-11-23T10:00:00Z",
  endedAt: "2026-11-23T10:00:02Z",
  failure: null,
  undoUntil: null,
});
const rows = (from: number, count: number): Action[] => Array.from({ length: count }, (_, at) => row(from + at));
const page = (items: Action[], nextCursor: string | null): ActionsPage => ({ items, nextCursor });

/** Answers by cursor, and remembers what it was asked for. */
function server(replies: Readonly<Record<string, ActionsPage>>) {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    ask: (cursor: string | undefined): Promise<ActionsPage> => {
      asked.push(cursor);
      return Promise.resolve(replies[cursor ?? "newest"] ?? page([], null));
    },
  };
}

test("a search that answers with few rows or none is asked on until there is a page or it has ended", async () => {
  const { ask, asked } = server({ newest: page([], "a"), a: page(rows(1, 3), "b"), b: page(rows(4, 1), null) });
  expect(await collectPage(ask, newestPlace)).toEqual(page(rows(1, 4), null));
  expect(asked).toEqual([undefined, "a", "b"]);
});

test("a full page is asked for once, and an endless search stops after ten replies with the place to go on", async () => {
  const full = server({ x: page(rows(1, 50), "y") });
  expect((await collectPage(full.ask, { cursor: "x", above: newestPlace })).nextCursor).toBe("y");
  expect(full.asked).toEqual(["x"]);
  const endless = server(
    Object.fromEntries(["newest", ..."0123456789"].map((key, at) => [key, page([], String(at % 10))])),
  );
  expect(await collectPage(endless.ask, newestPlace)).toMatchObject({ items: [], nextCursor: "9" });
  expect(endless.asked).toHaveLength(10);
});

test("places lead down to the end and back up to the newest", () => {
  const second = placeBelow(page(rows(1, 50), "b"), newestPlace);
  expect(second).toEqual({ cursor: "b", above: newestPlace });
  expect(placeBelow(page(rows(51, 1), null), newestPlace)).toBeUndefined();
});

test("a row that moved down between two requests is drawn once, in the upper page", () => {
  const below: PagePlace = { cursor: "b", above: newestPlace };
  const drawn = drawnPages([page(rows(1, 3), "b"), page(rows(3, 3), null)], [newestPlace, below]);
  expect(drawn.map(({ actions }) => actions.map(({ id }) => id))).toEqual([
    ["act_1", "act_2", "act_3"],
    ["act_4", "act_5"],
  ]);
});

test("what was let go of above keeps its height and its count", () => {
  const second: PagePlace = { cursor: "b", above: newestPlace };
  const third: PagePlace = { cursor: "c", above: second };
  const sizes = new Map([
    ["", { height: 3_000, rows: 50 }],
    ["b", { height: 2_500, rows: 40 }],
    ["c", { height: 100, rows: 2 }],
  ]);
  expect(sizeAbove(third, sizes)).toEqual({ height: 5_500, rows: 90 });
  expect(sizeAbove(newestPlace, sizes)).toEqual({ height: 0, rows: 0 });
  expect(sizeAbove(undefined, sizes)).toEqual({ height: 0, rows: 0 });
});
