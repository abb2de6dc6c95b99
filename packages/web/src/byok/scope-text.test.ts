import { expect, test } from "vitest";
import { scopeLines } from "./scope-text.ts";

const around = {
  nameOf: (id: string) => ({ m1: "Olga Owner" })[id],
  zone: "Europe/Berlin",
  now: new Date("2027-01-10T12:00:00Z"),
};
const unbound = { kinds: null, members: null, roles: null, models: null, monthlyLimitCents: null, endsAt: null };

test("a key without bounds says that it pays for everything and everybody", () => {
  expect(scopeLines(unbound, around)).toEqual(["All actions on a selection or a page", "Everybody"]);
});

test("every bound is a line, and who left is not an id", () => {
  const scope = {
    kinds: ["improve" as const],
    members: ["m1", "m2"],
    roles: ["admin" as const],
    models: ["claude-haiku-5-5"],
    monthlyLimitCents: 25_000,
    endsAt: "2027-01-31T23:00:00Z",
  };
  const lines = scopeLines(scope, around);
  expect(lines.slice(0, 4)).toEqual([
    "Only these actions: Improve",
    "Only for: Olga Owner, somebody who left, everybody who is admin",
    "Only these models: claude-haiku-5-5",
    "At most $250 a month",
  ]);
  expect(lines[4]).toMatch(/^Until .*31/);
  expect(scopeLines({ ...unbound, endsAt: "2027-01-09T23:00:00Z" }, around)[2]).toMatch(/^Ended after .*9/);
});
