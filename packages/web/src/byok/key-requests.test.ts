import { expect, test } from "vitest";
import { keyRequests } from "./key-requests.ts";

test("what can be done with a key follows from how it stands", () => {
  expect(keyRequests("active", true)).toEqual(["edit", "rotate", "pause", "revoke", "remove"]);
  expect(keyRequests("paused", true)).toContain("resume");
  expect(keyRequests("invalid", true)).toEqual(["edit", "rotate", "resume", "revoke", "remove"]);
  expect(keyRequests("revoked", true)).toEqual(["remove"]);
});

test("off the plan a key can be ended, and nothing else", () => {
  expect(keyRequests("paused", false)).toEqual(["revoke", "remove"]);
  expect(keyRequests("active", false)).toEqual(["pause", "revoke", "remove"]);
});
