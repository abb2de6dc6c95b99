import { expect, test } from "vitest";
import { sqlStateOf } from "./port.ts";

test.each(["23505", "40P01", "57P01", "XX000", "P0001", "HV000", "F0000"])("%s is a state of SQL", (code) => {
  expect(sqlStateOf(Object.assign(new Error("no"), { code }))).toBe(code);
});

test.each(["EPIPE", "EBADF", "EBUSY", "ECONNRESET", "", 23_505, null])(
  "P24 %s is none: the connection is lost, and nothing is known of the statement",
  (code) => {
    expect(sqlStateOf(Object.assign(new Error("write EPIPE"), { code }))).toBeNull();
  },
);

test("what is no error of a database has none", () => {
  for (const error of [null, undefined, "23505", new Error("no")]) expect(sqlStateOf(error)).toBeNull();
});
