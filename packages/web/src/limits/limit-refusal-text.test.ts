import type { Problem } from "@dokly/contract";
import { expect, test } from "vitest";
import { limitRefusalText } from "./limit-refusal-text.ts";

const nora = { id: "p1", name: "Nora New" };
const limit = { member: "p2", kind: null, ownKey: null, unit: "credits", most: 5, used: 3, reserved: 1, needed: 2 };
const problem: Problem = {
  type: "urn:dokly:problem:limit-reached",
  title: "A limit refuses this",
  status: 422,
  code: "limit-reached",
  detail: "…",
  requestId: "req_1",
  limit,
  changedBy: "admin",
  whose: { id: "p2", name: "Edgar Else" },
  setBy: nora,
  setAt: "2026-11-05T12:00:00Z",
  people: [nora, { id: "p3", name: "Ada Admin" }],
};

test("a refusal names whose limit it is, its figures, who set it and who can change it", () => {
  expect(limitRefusalText(problem)).toBe(
    "The limit of Edgar Else for all actions refuses this: 3 of 5, 1 held, and 2 more do not fit. " +
      "Nothing was charged. Nora New set it on Nov 5, 2026. Nora New and Ada Admin can change it.",
  );
});

test("one that everybody shares, set by nobody who is known, says what there is to say", () => {
  const shared = { ...problem, limit: { ...limit, member: null, kind: "translate" }, whose: null, setBy: null };
  expect(limitRefusalText(shared)).toBe(
    "The limit that everybody shares for Translate refuses this: 3 of 5, 1 held, and 2 more do not fit. " +
      "Nothing was charged. Nora New and Ada Admin can change it.",
  );
});

test("limits of own keys and refusals without names keep their own sentence", () => {
  expect(limitRefusalText({ ...problem, limit: { ...limit, ownKey: "key_1" } })).toBeNull();
  expect(limitRefusalText({ ...problem, people: undefined })).toBeNull();
});
