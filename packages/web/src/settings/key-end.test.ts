import { expect, test } from "vitest";
import { keyEnd } from "./key-end.ts";

test("a key that ends where a day begins shows the day before as its last", () => {
  const end = keyEnd("2026-12-01T00:00:00Z", new Date("2026-11-30T23:59:59.999Z"));
  expect(end).toEqual({ hasEnded: false, lastDayAt: "2026-11-30T23:59:59.999Z" });
});

test("a key has ended at the instant of its end", () => {
  expect(keyEnd("2026-12-01T00:00:00Z", new Date("2026-12-01T00:00:00Z")).hasEnded).toBe(true);
});

test("a key without an end never ends", () => {
  expect(keyEnd(null, new Date("2126-12-01T00:00:00Z"))).toEqual({ hasEnded: false, lastDayAt: null });
});
