import { expect, test } from "vitest";
import { changeSearch, hasFilter, logQuery, parseLogSearch } from "./log-search.ts";

test("a link with a good filter is read whole", () => {
  const search = {
    kind: "improve",
    person: "u1",
    outcome: "failed",
    from: "2026-11-01",
    to: "2026-11-23",
    page: "guide/first-steps.md",
    group: "site_1",
    q: "first steps",
    action: "act_9z",
  };
  expect(parseLogSearch(search)).toEqual(search);
});

test("what is not understood is left out and the rest still works", () => {
  const raw = {
    kind: "",
    person: true,
    outcome: "exploded",
    from: "2026-02-30",
    to: "2026-11-23",
    action: "<b>",
    other: "x",
  };
  expect(parseLogSearch(raw)).toEqual({ to: "2026-11-23" });
  expect(parseLogSearch({ kind: "x".repeat(129), q: "x".repeat(201), page: "x".repeat(1_025) })).toEqual({});
  expect(parseLogSearch({ q: "x".repeat(200), page: "x".repeat(1_024) })).toHaveProperty("page");
  expect(parseLogSearch({ q: "  " })).toEqual({});
});

test("changing one field keeps the others, and undefined takes one away", () => {
  expect(changeSearch({ kind: "improve", from: "2026-11-01" }, { kind: undefined, outcome: "failed" })).toEqual({
    from: "2026-11-01",
    outcome: "failed",
  });
});

test("an open receipt is not a filter", () => {
  expect(hasFilter({ action: "act_1" })).toBe(false);
  expect(hasFilter({ action: "act_1", kind: "improve" })).toBe(true);
});

test("both dates are included: the query ends where the day after the last one begins, over a clock change", () => {
  const search = { person: "u1", from: "2026-10-25", to: "2026-10-25" };
  expect(logQuery(search, "Europe/Berlin")).toEqual({
    member: "u1",
    from: "2026-10-24T22:00:00.000Z",
    to: "2026-10-25T23:00:00.000Z",
  });
});

test("a search for a number is one, though the URL reads it as a number", () => {
  expect(parseLogSearch({ q: 2026 })).toEqual({ q: "2026" });
});

test("page, group and search go to the server under its names, the search without the blanks around it", () => {
  expect(logQuery({ page: "a.md", group: "run_1", q: " intro " }, "UTC")).toEqual({
    document: "a.md",
    group: "run_1",
    q: "intro",
  });
});
